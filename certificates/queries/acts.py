from ..models import CertificateAct
from ..permissions import can_confirm_act, can_reply
from ..workflow import ActState


def acts_to_close(user, on):
    """Decisions about certificates that this person may confirm on that day."""
    waiting = CertificateAct.objects.visible_to(user).filter(state=ActState.PROPOSED)
    return [act for act in waiting.order_by("pk") if can_confirm_act(user, act, on=on)]


def acts_to_answer(user, on):
    """What is planned against this person's establishment and may still be answered."""
    waiting = CertificateAct.objects.visible_to(user).filter(state=ActState.PROPOSED, reply_until__gte=on)
    return [act for act in waiting.order_by("reply_until", "pk") if can_reply(user, act, on=on)]


def act_in_waiting(user, certificate):
    """The decision about this certificate that waits for its second person, for whoever may know of it; or None."""
    return CertificateAct.objects.visible_to(user).filter(certificate=certificate, state=ActState.PROPOSED).first()
