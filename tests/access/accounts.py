"""The establishment of owner and drafter; its owner has invited the outsider."""

from django.utils import timezone

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Invitation, Role
from tests import people

from . import SIGNED_IN, Row, answers


def an_establishment(cast):
    return {"pk": _establishment(cast).pk}


def _establishment(cast):
    return cast.owner.current_memberships[0].organisation


def the_drafters_membership(cast):
    return {"pk": cast.drafter.memberships.get().pk}


def an_invitation(cast):
    invitation = operations.invite(
        organisation=_establishment(cast),
        email=cast.outsider.email,
        role=Role.DRAFTER,
        by=cast.owner,
        at=timezone.now(),
    )
    return {"pk": invitation.pk}


def a_link_in_a_mail(cast):
    return {"signature": Invitation.objects.get(**an_invitation(cast)).signature}


def a_body(cast):
    return {"pk": people.ministry_unit().pk}


FOUNDED = {"kind": "ministry_unit", "name": "Vụ Dầu khí và Than", "head": "vutruong@bo.vn"}
INVITE = {"email": "moi@thu.vn", "role": Role.DRAFTER, "title": "Kế toán"}

TABLE = {
    "accounts:profile": Row(
        get=SIGNED_IN, post=answers(others=302), data={"full_name": "Nguyễn Văn Thử", "phone": "0912345678"}
    ),
    "accounts:login_error": Row(get=answers(anonymous=401, others=401)),
    "accounts:organisation_list": Row(get=SIGNED_IN),
    "accounts:organisation_create": Row(
        get=answers(others=403, administrator=200), post=answers(others=403, administrator=302), data=FOUNDED
    ),
    "accounts:organisation_correct": Row(
        a_body,
        get=answers(others=403, administrator=200),
        post=answers(others=403, administrator=302),
        data={"name": "Cục Xúc tiến thương mại"},
    ),
    "accounts:organisation_close": Row(
        a_body,
        get=answers(others=403, administrator=200),
        post=answers(others=403, administrator=302),
        data={"last_day": "31/12/2026", "ground": "Quyết định số 1"},
    ),
    "accounts:organisation_members": Row(
        an_establishment,
        get=answers(owner=200, drafter=200, administrator=200),
        post=answers(owner=302, drafter=403, administrator=302),
        data=INVITE,
    ),
    "accounts:membership_end": Row(the_drafters_membership, post=answers(owner=302, drafter=302, administrator=302)),
    "accounts:invitation_resend": Row(an_invitation, post=answers(owner=302, outsider=403, administrator=302)),
    "accounts:invitation_withdraw": Row(an_invitation, post=answers(owner=302, outsider=403, administrator=302)),
    "accounts:invitation_accept": Row(an_invitation, post=answers(owner=403, outsider=302, administrator=403)),
    # Whoever holds the link reads it; only the invited address gets the button.
    "accounts:invitation_show": Row(a_link_in_a_mail, get=SIGNED_IN),
}
