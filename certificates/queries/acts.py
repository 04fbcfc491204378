from cnnt_portal.accounts.models import Role

from ..models import CertificateAct
from ..permissions import can_confirm_act, can_reply


def acts_to_close(user, on):
    """Decisions about certificates that this person may confirm on that day."""
    return [act for act in _waiting(user).order_by("pk") if can_confirm_act(user, act, on=on)]


def acts_to_answer(user, on):
    """What is planned against this person's establishment and may still be answered."""
    answerable = _waiting(user).filter(reply_until__gte=on)
    return [act for act in answerable.order_by("reply_until", "pk") if can_reply(user, act, on=on)]


def acts_answered(user):
    """What the holder has answered, for the officers who prepare the decision."""
    offices = user.bodies(Role.OFFICER)
    answered = CertificateAct.objects.open().filter(
        certificate__issuer_organisation__in=offices, replied_at__isnull=False
    )
    return answered.select_related("certificate").order_by("replied_at", "pk")


def act_in_waiting(user, certificate):
    """The decision about this certificate that waits for its second person, for whoever may know of it; or None."""
    return _waiting(user).filter(certificate=certificate).first() if user.is_authenticated else None


def _waiting(user):
    return CertificateAct.objects.visible_to(user).open()
