from cnnt_portal.accounts.models import Role
from registrations.models import Round, VoteLevel

from ..models import NumberSeries, PaperTemplate


def templates_of(user):
    """[(office, level, its current version or None)] of the offices whose certificates this user designs."""
    rounds = Round.objects.filter(organiser__isnull=False)
    if not user.is_portal_administrator:
        own = [m.organisation_id for m in user.current_memberships if m.role in (Role.OFFICER, Role.HEAD)]
        rounds = rounds.filter(organiser__in=own)
    pairs = rounds.order_by("organiser__name", "level").values_list("organiser", "level").distinct()
    offices = {round_.organiser_id: round_.organiser for round_ in rounds.select_related("organiser")}
    current = {}
    for template in PaperTemplate.objects.filter(organisation__in=offices).order_by("version"):
        current[template.organisation_id, template.level] = template
    return [(offices[office], VoteLevel(level), current.get((office, level))) for office, level in pairs]


def current_template(office, level):
    return PaperTemplate.objects.current(office, level)


def template_versions(office, level):
    """All versions, the latest first."""
    return PaperTemplate.objects.filter(organisation=office, level=level).select_related("created_by")


def number_series(office, level):
    """The series that certificates of this office and level are numbered in, the latest year first."""
    return NumberSeries.objects.filter(organisation=office, level=level).order_by("-year")
