"""Bodies of the state and establishments: founded, corrected, closed with an heir."""

import datetime

from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import fold, nfc

from .. import permissions
from ..models import Invitation, Membership, Organisation, OrganisationKind, OrganisationSuccession, Role, User
from .members import add_member, invite, lock


@operation
def create_organisation(*, kind, name, short_name="", by, at, **facts) -> Organisation:
    """`facts`: unit, code, valid_from, valid_to, superior, place, symbol, source."""
    require(permissions.can_create_organisation(by, kind))
    name, short_name = nfc(name).strip(), nfc(short_name).strip()
    return Organisation.objects.create(
        kind=kind, name=name, short_name=short_name, search_key=fold(f"{name} {short_name}"), **facts
    )


@operation
def found_body(*, name, short_name, head, by, at, **facts):
    """A body of the state, with an invitation to its head if the address is known."""
    # The lock makes a double click wait, and then find the body of the first.
    User.objects.select_for_update().get(pk=by.pk)
    if Organisation.objects.on(timezone.localdate(at)).filter(search_key=fold(f"{name} {short_name}")).exists():
        raise Refused("Đã có tổ chức mang tên này đang hoạt động.", field="name")
    organisation = create_organisation(name=name, short_name=short_name, by=by, at=at, **facts)
    if head:
        invite(organisation=organisation, email=head, role=organisation.roles[0], by=by, at=at)
    return organisation


@operation
def correct_organisation(*, organisation, name, short_name, valid_from, by, at, **facts):
    """Mend what was typed wrong; `facts`: superior, place, symbol, source. A new name given by a decision is a new
    body that carries the old one's work on."""
    require(permissions.can_change_body(by, organisation))
    if valid_from and organisation.valid_to and organisation.valid_to < valid_from:
        raise Refused("Ngày bắt đầu phải trước ngày kết thúc.", field="valid_from")
    facts |= {"name": name, "short_name": short_name, "valid_from": valid_from}
    facts["search_key"] = fold(f"{name} {short_name}")
    for field, value in facts.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(facts))
    return organisation


@operation
def close_organisation(*, organisation, last_day, ground, successor=None, move_people=False, by, at):
    """A body ends on `last_day`; from the next day `successor` carries its work on, with its people if so wished.

    Roles in it end with it and waiting invitations fall. What it signed and received goes on bearing its name.
    """
    lock(organisation)
    require(permissions.can_close_body(by, organisation))
    if organisation.valid_from and last_day < organisation.valid_from:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="last_day")
    next_day = last_day + datetime.timedelta(days=1)
    if successor and (successor == organisation or not successor.exists_on(next_day)):
        sentence = f"Tổ chức kế thừa phải là tổ chức khác, đang hoạt động ngày {next_day:%d/%m/%Y}."
        raise Refused(sentence, field="successor")
    organisation.valid_to = last_day
    organisation.save(update_fields=["valid_to"])
    Invitation.objects.waiting().filter(organisation=organisation).update(withdrawn_at=at)
    if successor:
        OrganisationSuccession.objects.create(old=organisation, new=successor, date=next_day, ground=ground)
    rows = Membership.objects.filter(organisation=organisation).exclude(valid_to__lte=last_day)
    for membership in rows.select_related("user"):
        if successor and move_people and membership.role in successor.roles:
            _move(membership, successor, next_day)
        membership.valid_to = max(last_day, membership.valid_from)
        membership.save(update_fields=["valid_to"])
        membership.user.forget_memberships()
    return organisation


def _move(membership, successor, day):
    span = {
        "user": membership.user,
        "organisation": successor,
        "role": membership.role,
        "valid_from": max(day, membership.valid_from),
        "valid_to": membership.valid_to,
    }
    if not Membership.objects.overlapping(**span).exists():
        Membership.objects.create(title=membership.title, **span)


@operation
def found_establishment(*, name, unit=None, by, at):
    """A signed-in person registers their own establishment and is its owner from today."""
    organisation = create_organisation(kind=OrganisationKind.ESTABLISHMENT, name=name, unit=unit, by=by, at=at)
    add_member(user=by, organisation=organisation, role=Role.OWNER, by=None, at=at)
    return organisation
