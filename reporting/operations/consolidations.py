"""One report for the ministry's leaders from the accepted reports of a period."""

from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.ui.formats import day
from cnnt_portal.workflow import move

from .. import consolidating, drafting, queries
from ..messages import ConsolidationAnswered, ConsolidationPublished, ConsolidationSubmitted
from ..models import Consolidation, ConsolidationDocument, ConsolidationSection, ConsolidationSource
from ..permissions import can_approve, can_consolidate, can_edit_consolidation
from .calendar import make_obligations
from .reports import save_texts


@operation
def request_consolidation(*, period, by, at):
    """Ask the job to gather the accepted versions and to print what comes out; returns the Consolidation."""
    consolidation = _begun(period, by, at)
    _request_job(consolidation, by=by, at=at, gather=True)
    return consolidation


def _begun(period, by, at):
    """The period's consolidation, made with the sections of the outline when it is first asked for."""
    require(can_consolidate(by, period))
    if timezone.localdate(at) < period.signable_on:
        raise Refused(f"Tổng hợp được từ ngày {day(period.signable_on)}, sau ngày chốt số liệu.")
    # Who is missing is known only once it is known who owes: beat may not have come by since the cut-off.
    make_obligations(by=None, at=at)
    consolidation, is_new = Consolidation.objects.select_for_update().get_or_create(
        period=period, defaults={"gathered_at": at}
    )
    require(can_edit_consolidation(by, consolidation))
    if is_new:
        ConsolidationSection.objects.bulk_create(
            [
                ConsolidationSection(consolidation=consolidation, order=order, key=part["key"], title=part["title"])
                for order, part in enumerate(period.regime.outline, start=1)
            ]
        )
    return consolidation


def _request_job(consolidation, *, by, at, gather):
    latest = queries.job_of_consolidation(consolidation)
    if gather and latest and latest.is_open:
        return
    jobs.request(
        kind="reporting.consolidate",
        key=f"reporting.consolidate:{consolidation.pk}:{at.isoformat()}",
        label=f"{'Tổng hợp và in' if gather else 'In'}: {consolidation}",
        arguments={"consolidation": consolidation.pk, "gather": gather},
        link=reverse("reporting:consolidation_detail", args=[consolidation.pk]),
        by=by,
        at=at,
    )


@operation
def keep_consolidation_documents(*, consolidation, digest, forms, by, at):
    """Keep what was printed of the content with this digest: {form: (bytes, kind)}; done twice, it is kept once.

    What was written while it was printed is asked for again by whoever wrote it: then nothing is kept here.
    """
    current = Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    if current.digest() != digest or consolidation.documents.filter(sha256=digest).exists():
        return
    for form, (content, kind) in forms.items():
        file = files.keep_generated(
            content=content, name=f"tong-hop-{consolidation.pk}.{form}", kind=kind, by=by, at=at
        )
        ConsolidationDocument.objects.create(
            consolidation=consolidation, form=form, file=file, sha256=digest, made_at=at
        )


@operation
def gather(*, period, by, at):
    """Take the accepted versions as they stand now. What was left out stays out; what the Cục wrote stays."""
    consolidation = _begun(period, by, at)
    for organisation, version in queries.versions_to_sum(period):
        ConsolidationSource.objects.update_or_create(
            consolidation=consolidation, organisation=organisation, defaults={"version": version}
        )
    _gather_words(consolidation)
    Consolidation.objects.filter(pk=consolidation.pk).update(gathered_at=at)
    consolidation.gathered_at = at
    return consolidation


@operation
def leave_out(*, source, reason, by, at, shown=None):
    """Do not sum one unit, with the reason; without a reason it is summed again. `shown`: the reason on the page."""
    consolidation = Consolidation.objects.select_for_update().get(pk=source.consolidation_id)
    require(can_edit_consolidation(by, consolidation))
    source.refresh_from_db(fields=["version", "left_out"])
    if shown is not None and shown != source.left_out:
        raise Refused("Vừa có người sửa ở đây. Hãy mở lại trang rồi làm tiếp.")
    if source.version is None:
        raise Refused("Đơn vị này chưa có báo cáo được chấp nhận, nên chưa có gì để tính hay không tính.")
    source.left_out = reason and worded(reason, "Hãy ghi lý do, hoặc để trống nếu muốn đưa vào lại.")
    source.save(update_fields=["left_out"])
    _gather_words(consolidation)


@operation
def write_consolidation(*, consolidation, texts, by, at, shown=None):
    """{section key: text}; `shown` and what it returns as for `write_sections`."""
    consolidation = Consolidation.objects.select_for_update().get(pk=consolidation.pk)
    require(can_edit_consolidation(by, consolidation))
    return save_texts(consolidation.sections.all(), texts, shown)


@operation
def submit_consolidation(*, consolidation, by, at, seen=None):
    """To the leaders. `seen` is the digest of what its signer has read; what was changed since is not submitted."""
    Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    if seen is not None and seen != consolidation.digest():
        raise Refused("Nội dung đã đổi sau khi mở trang. Hãy mở lại trang, đọc bản mới rồi hãy trình.")
    require(can_consolidate(by, consolidation.period))
    if not queries.summed_sources(consolidation):
        raise Refused("Chưa có báo cáo nào được chấp nhận để tổng hợp.")
    title = queries.title_at(consolidation.period.regime.receiver, by)
    move(consolidation, "submit", by=by, at=at, submitted_at=at, submitted_by=by, signer_title=title)
    notify(
        message=ConsolidationSubmitted(consolidation),
        recipients=queries.people_of_kind(OrganisationKind.LEADERS, Role.LEADER, at=at),
        key=f"consolidation:{consolidation.pk}:submit:{at.isoformat()}",
        by=by,
        at=at,
    )
    _request_job(consolidation, by=by, at=at, gather=False)


@operation
def approve_consolidation(*, consolidation, seen, by, at):
    """Approve the submission that the leader read: `seen` is its `Consolidation.submission`."""
    consolidation = Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    require(can_approve(by, consolidation))
    _require_seen(consolidation, seen)
    move(consolidation, "approve", by=by, at=at, approved_at=at, approved_by=by)
    _answer(consolidation, "", by=by, at=at)
    _request_job(consolidation, by=by, at=at, gather=False)
    receiver, on = consolidation.period.regime.receiver, timezone.localdate(at)
    units = [source.organisation for source in queries.sources_of(consolidation) if source.organisation != receiver]
    notify(
        message=ConsolidationPublished(consolidation),
        recipients=[person for unit in units for person in people_at(unit, Role.OFFICER, Role.HEAD, on=on)],
        key=f"consolidation:{consolidation.pk}:published",
        by=by,
        at=at,
    )


@operation
def return_consolidation(*, consolidation, reason, seen, by, at):
    """Return the submission that the leader read; `seen` as for `approve_consolidation`."""
    Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    consolidation.refresh_from_db(fields=["state", "submitted_at"])
    require(can_approve(by, consolidation))
    _require_seen(consolidation, seen)
    reason = worded(reason, "Hãy ghi điều cần sửa.")
    move(consolidation, "return", by=by, at=at, note=reason.strip())
    _answer(consolidation, reason.strip(), by=by, at=at)


def _require_seen(consolidation, seen):
    if seen != consolidation.submission:
        raise Refused("Bản này đã được trình lại sau khi mở trang. Hãy mở lại trang và đọc bản mới trước đã.")


def _answer(consolidation, reason, *, by, at):
    notify(
        message=ConsolidationAnswered(consolidation, reason),
        recipients=people_at(consolidation.period.regime.receiver, Role.OFFICER, Role.HEAD, on=timezone.localdate(at)),
        key=f"consolidation:{consolidation.pk}:answer:{at.isoformat()}",
        by=by,
        at=at,
    )


def _gather_words(consolidation):
    words = consolidating.gathered(
        [(source.organisation.name, source.version.facts) for source in queries.summed_sources(consolidation)],
        idle=set(drafting.sentences(consolidation.period, [], []).values()),
    )
    for section in consolidation.sections.all():
        fresh = words.get(section.key, "")
        # What the Cục emptied on purpose stays empty.
        if section.text == section.gathered:
            section.text = fresh
        section.gathered = fresh
        section.save(update_fields=["gathered", "text"])
