from cnnt_portal.accounts.models import Role
from cnnt_portal.jobs.models import Job

from ..models import NEW_PAPER, CertificateAct
from ..permissions import OFFICE, can_confirm_act, can_reply

PRINT = "certificates.print"


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


def printing_jobs(certificate):
    """Jobs that print the paper in place of another, the latest first."""
    return list(Job.objects.filter(kind=PRINT, arguments__certificate=certificate.pk).order_by("-pk"))


def acts_not_printed(user):
    """Decisions of this person's office whose new paper has a number and no page, and that no job works on."""
    unprinted = CertificateAct.objects.confirmed().filter(
        certificate__issuer_organisation__in=user.bodies(*OFFICE),
        kind__in=NEW_PAPER,
        certificate__successor__paper=None,
        certificate__successor__ended_on=None,
    )
    found = list(unprinted.select_related("certificate__successor").order_by("pk"))
    printing = set(Job.objects.open().filter(kind=PRINT).values_list("arguments__certificate", flat=True))
    return [act for act in found if act.certificate.successor.pk not in printing]


def _waiting(user):
    return CertificateAct.objects.visible_to(user).open()
