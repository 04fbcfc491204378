"""Entries, and what was filed with them."""

from django.db.models import Count
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.jobs.models import Job

from .. import fields, parts
from ..comparing import is_changed
from ..models import GONE, CompletionRequest, Dossier, Entry
from ..workflow import EntryState


def dossier_sections():
    """The definition of the dossier's fields: sections with `key`, `title`, `keys` and `fields`."""
    return fields.SECTIONS


def filed_sections(content):
    """A version's answers as people read them: [(section, [(field, text, or [(year, text)] of a yearly field)])]."""
    return [
        (section, [(field, fields.shown(field, content["answers"])) for field in section.fields])
        for section in fields.SECTIONS
    ]


def with_names(entries):
    """What a list of entries shows, in one query."""
    return entries.select_related("round__organiser", "product__establishment__province", "assigned_to")


def in_order(keys):
    """The entries with these keys, in this order: of a long list only the keys of all are sorted."""
    shown = Entry.objects.select_related("round", "product__establishment", "assigned_to").only(
        "state",
        "code",
        "submitted_at",
        "answer_due_on",
        "round__answer_days",
        "product__name",
        "product__group",
        "product__establishment__name",
        "assigned_to__full_name",
        "assigned_to__email",
    )
    found = shown.prefetch_related("completion_requests").in_bulk(keys)
    return [found[key] for key in keys]


def counts_by_state(entries):
    """{state: number} over all states, zeros included."""
    found = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in EntryState.values}


def bound_of(entry, user):
    """The PDF of the version now filed, or None; and the job by which this person asked for it, or None."""
    bound = entry.bound.filter(version=entry.version_id).select_related("file").first()
    return bound, Job.objects.filter(key=entry.binding_key(user)).first()


def filing_on_paper(entry):
    """Which filing, counted from 1, was the last when paper sets last came; 0 where none stands."""
    arrivals = entry.paper_sets.standing().values_list("arrived_on", "received_at")
    if not arrivals:
        return 0
    frozen = list(entry.versions.order_by("number").values_list("frozen_at", flat=True))
    # The day alone would call a paper of the morning that of a filing of the same afternoon. Where the office writes
    # it down only in the evening, nobody can tell: then it counts as of the later one.
    return max(
        max(sum(timezone.localdate(moment) <= day and moment <= recorded_at for moment in frozen), 1)
        for day, recorded_at in arrivals
    )


def parts_mended(entry, on_paper):
    """Names of the parts in which the last filing differs from the one that came on paper, or, where none came, from
    the one before it; [] of a first filing."""
    versions = list(entry.versions.order_by("number"))
    if len(versions) < 2:
        return []
    before, after = (version.content for version in (versions[on_paper - 1 if on_paper else -2], versions[-1]))
    return [label for part, label in parts.LABELS.items() if is_changed(part, before, after)]


def entry_tracked(code):
    """The entry behind a tracking code, for the public page that shows its state alone; None if there is none."""
    return Entry.objects.filter(tracking_code=code).select_related("round").first()


def own_entries(user):
    """The entries of the person's establishment, newest first."""
    return with_names(Entry.objects.of(user))


def filed_with(user):
    """The entries that reached the offices in which this person works."""
    return with_names(Entry.objects.received_by(user))


def entries_of_product(product, user):
    """The product's entries that this person may see."""
    return with_names(Entry.objects.visible_to(user).filter(product=product))


def requests_waiting(dossier):
    """The requests of all offices that wait for the establishment to mend this dossier, the oldest first."""
    asks = CompletionRequest.objects.filter(
        entry__dossier=dossier, entry__state=EntryState.RETURNED, answered_at__isnull=True
    )
    return list(asks.select_related("entry__round__organiser").prefetch_related("points"))


def stands_in_its_round(entry):
    """Does the product stand in the entry's round, by this entry or by one that came after it?"""
    return Entry.objects.filter(round=entry.round_id, product=entry.product_id).exclude(state__in=GONE).exists()


def own_dossier(entry, user):
    """The living dossier behind an entry for somebody of its establishment, else None."""
    if not user.works_at(OrganisationKind.ESTABLISHMENT):
        return None
    return Dossier.objects.visible_to(user).filter(pk=entry.dossier_id).select_related("product__establishment").first()
