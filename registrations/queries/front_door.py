"""What everybody reads without an account."""

from django.db.models import Exists, OuterRef

from cnnt_portal.accounts.models import Organisation

from ..models import OfficeNotice, PolicyVersion, Round
from ..permissions import ORGANISERS
from ..workflow import RoundState


def policies():
    """What each policy page says now."""
    return PolicyVersion.objects.latest_of_each().select_related("page")


def policy_version(slug, number=None):
    """What a policy page says now, or said in one of its versions; None if there is none."""
    versions = PolicyVersion.objects.filter(page__slug=slug).select_related("page", "published_by")
    if number is not None:
        versions = versions.filter(number=number)
    return versions.prefetch_related("statements").first()


def offices(on, words=""):
    """The bodies of today that may hold a round, those with something to tell first."""
    kinds = {kind for kinds in ORGANISERS.values() for kind in kinds}
    told = OfficeNotice.objects.standing().filter(organisation=OuterRef("pk"))
    held = Round.objects.exclude(state=RoundState.DRAFT).filter(organiser=OuterRef("pk"))
    found = Organisation.objects.on(on).filter(kind__in=kinds).search(words).select_related("unit")
    return found.annotate(is_active=Exists(told) | Exists(held)).order_by("-is_active", "name", "pk")


def office_page(pk):
    """A body that holds or held rounds, whose page everybody may read; None for any other."""
    kinds = {kind for kinds in ORGANISERS.values() for kind in kinds}
    return Organisation.objects.filter(pk=pk, kind__in=kinds).select_related("unit").first()


def notices_of(organisation):
    """What an office tells everybody, newest first."""
    return OfficeNotice.objects.standing().filter(organisation=organisation)
