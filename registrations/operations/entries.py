"""An entry's life. Every step locks the dossier or the entry first and reads its state again, so that of two clicks
one wins and the other is told."""

from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import unit_on
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.calendar import add_working_days
from cnnt_portal.text import fold, nfc
from cnnt_portal.ui.formats import moment
from cnnt_portal.workflow import move
from registrations import parts, permissions
from registrations.comparing import is_changed
from registrations.identity import new_tracking_code
from registrations.messages import (
    EntryAccepted,
    EntryCompleted,
    EntryFiled,
    EntryRefused,
    EntryReturned,
    tell_establishment,
)
from registrations.models import GONE, CompletionPoint, CompletionRequest, Dossier, Entry, Establishment, Product, Round

from .dossiers import begin_dossier, freeze


@operation
def start_entry(*, product, round, stated=(), by, at):
    """A draft entry of the product in the round. Asked twice, the standing entry comes back.

    `stated`: keys of the statements of eligibility that were answered with yes on the way in (`eligibility.STATED`).
    """
    product = Product.objects.select_for_update().get(pk=product.pk)
    require(permissions.can_start_entry(by, product, round, at))
    standing = product.entries.filter(round=round).exclude(state__in=GONE).first()
    if standing is not None:
        return standing
    dossier = begin_dossier(product, stated=stated, by=by, at=at)
    return Entry.objects.create(
        round=round,
        product=product,
        dossier=dossier,
        started_at=at,
        search_key=search_key_of(product),
    )


def search_key_of(product, *codes):
    """What the work list searches: product, establishment, tracking code, mã số."""
    return fold(" ".join([product.name, product.establishment.name, *codes]))


def locked(entry):
    """The entry as it stands now, held until the transaction ends; the dossier first, always in this order."""
    Dossier.objects.select_for_update().get(pk=entry.dossier_id)
    return (
        Entry.objects.select_for_update(of=("self",)).select_related("round", "product__establishment").get(pk=entry.pk)
    )


class NewerFiling(Refused):
    """The office was given another version than the one on which its officer is about to act."""

    def __init__(self, version):
        super().__init__(
            f"Cơ sở đã nộp bổ sung lúc {moment(version.frozen_at)}, sau khi bạn mở trang. Chưa có gì được ghi: hãy xem "
            "lần nộp mới rồi quyết định."
        )
        self.version = version


def as_seen(entry, seen):
    """`seen`: the key of the version that the officer had on the page; None where there was no page."""
    if seen is not None and seen != entry.version_id:
        raise NewerFiling(entry.version)


@operation
def submit(*, entry, is_true_stated, by, at):
    """File the dossier: freezes a version, gives the tracking code and the day by which the office answers.

    Refused outside the round's time and place, while something is missing, and without the statement of truth.
    """
    entry = locked(entry)
    # Where it lies is asked and frozen in one: who moves house meanwhile waits, or was first.
    entry.product.establishment = Establishment.objects.select_for_update().get(pk=entry.product.establishment_id)
    require(permissions.can_submit(by, entry, at))
    if not is_true_stated:
        raise Refused("Hãy đánh dấu vào ô cam đoan để nộp hồ sơ.", field="is_true_stated")
    version = freeze(entry.dossier, by=by, at=at)
    file_version(entry, version, step="submit", by=by, at=at)
    tell_establishment(EntryFiled(entry), by=by, at=at)
    return entry


def file_version(entry, version, *, step, by, at):
    """Hand a version in for a draft: tracking code and the day by which the office answers."""
    code = new_tracking_code()
    move(
        entry,
        step,
        by=by,
        at=at,
        version=version,
        submitted_at=at,
        submitted_by=by,
        tracking_code=code,
        answer_due_on=add_working_days(timezone.localdate(at), entry.round.answer_days),
        search_key=search_key_of(entry.product, code),
    )
    entry.versions.add(version)


@operation
def complete(*, entry, is_true_stated, unchanged_because="", by, at):
    """Answer the office's request with the next version of the dossier; the receipt keeps its code.

    What this office did not name stands as it was filed, whatever another has asked for meanwhile. The office's time
    limit runs on from here. Where nothing that was asked for has changed, the establishment says why
    (`unchanged_because`), and the office reads it.
    """
    entry = locked(entry)
    require(permissions.can_complete(by, entry, at))
    if not is_true_stated:
        raise Refused("Hãy đánh dấu vào ô cam đoan để nộp hồ sơ.", field="is_true_stated")
    asked = entry.asked_parts()
    version = freeze(entry.dossier, completes=entry.version, open_parts=asked, by=by, at=at)
    note = "" if _mends(entry.version, version, asked) else _why_unchanged(asked, unchanged_because)
    entry.completion_requests.filter(answered_at__isnull=True).update(answered_at=at)
    due = entry.clock(timezone.localdate(at)).due
    move(entry, "complete", by=by, at=at, version=version, answer_due_on=due, note=note)
    entry.versions.add(version)
    tell_establishment(EntryCompleted(entry), occasion=f"version:{version.number}", by=by, at=at)
    return entry


def _mends(before, after, asked):
    return any(is_changed(part, before.content, after.content) for part in asked)


def _why_unchanged(asked, words):
    named = "; ".join(label for part, label in parts.LABELS.items() if part in asked)
    words = worded(
        words,
        f"Bạn chưa sửa phần nào được yêu cầu: {named}. Hãy sửa rồi nộp. Nếu không cần sửa trên cổng, hãy ghi ở đây vì "
        "sao, ví dụ “đã gửi bản giấy ngày 5/9”.",
        field="unchanged_because",
    )
    return f"Cơ sở không sửa phần nào được yêu cầu ({named}). Lý do: {words}"


@operation
def withdraw(*, entry, reason="", by, at):
    """The establishment takes its entry back, until the list is fixed."""
    entry = locked(entry)
    require(permissions.can_withdraw(by, entry))
    move(entry, "withdraw", by=by, at=at, note=nfc(reason).strip())
    entry.completion_requests.filter(answered_at__isnull=True).update(answered_at=at)
    return entry


@operation
def accept(*, entry, seen=None, by, at):
    """Take the entry into the round's list and give it its *mã số bình chọn*: group and number, A-001.

    `seen`, here and in the other answers: the key of the version that the officer looked at; NewerFiling if another
    lies here by now.

    Numbers run without gaps: the round is locked while one is taken, and a code once given is never taken back.
    """
    Round.objects.select_for_update().get(pk=entry.round_id)
    entry = locked(entry)
    require(permissions.can_accept(by, entry))
    as_seen(entry, seen)
    group = entry.version.group
    taken = Entry.objects.filter(round=entry.round, code__startswith=f"{group}-").count()
    code = f"{group}-{taken + 1:03}"
    move(
        entry,
        "accept",
        by=by,
        at=at,
        code=code,
        group=group,
        province=_province_filed(entry),
        accepted_at=at,
        accepted_by=by,
        search_key=search_key_of(entry.product, entry.tracking_code, code),
    )
    tell_establishment(EntryAccepted(entry), by=by, at=at)
    return entry


def _province_filed(entry):
    """Where the establishment lay when it filed; it may have moved since."""
    today, code = entry.product.establishment.province, entry.version.establishment["province_code"]
    if today.code == code:
        return today
    return unit_on(timezone.localdate(entry.version.frozen_at), level=Level.PROVINCE, code=code) or today


@operation
def return_for_completion(*, entry, points, due_on=None, seen=None, by, at):
    """Ask the establishment to mend the named parts of its dossier; the office's time limit rests until it answers.

    `points`: [{"part", "article", "bring"}] and, where one fits, "reason", a Reason; at least one. Each names the rule
    and says what to bring; only the parts that they name reopen.
    """
    entry = locked(entry)
    require(permissions.can_return_for_completion(by, entry))
    as_seen(entry, seen)
    points = [
        {"reason": point.get("reason")} | {key: nfc(point[key]).strip() for key in ("part", "article", "bring")}
        for point in points
    ]
    if not points:
        raise Refused("Hãy ghi ít nhất một điểm cần bổ sung.")
    if not all(point["part"] in parts.ALL for point in points):
        raise Refused("Mỗi điểm phải nói rõ phần hồ sơ cần sửa.")
    if not all(point["article"] and point["bring"] for point in points):
        raise Refused("Mỗi điểm phải ghi căn cứ và nói rõ cần bổ sung gì.")
    request = CompletionRequest.objects.create(entry=entry, asked_at=at, asked_by=by, due_on=due_on)
    CompletionPoint.objects.bulk_create(CompletionPoint(request=request, **point) for point in points)
    move(
        entry,
        "return_for_completion",
        by=by,
        at=at,
        answer_due_on=None,
        note="\n".join(point["bring"] for point in points),
    )
    tell_establishment(EntryReturned(entry, request), occasion=f"request:{request.pk}", by=by, at=at)
    return entry


@operation
def refuse(*, entry, reason, article, cause=None, seen=None, by, at):
    """Refuse the entry for good, with the reason and the rule behind it; `cause` is the shared Reason that fits."""
    entry = locked(entry)
    require(permissions.can_refuse(by, entry))
    as_seen(entry, seen)
    reason = worded(reason, "Hãy ghi lý do từ chối bằng lời dễ hiểu.")
    article = worded(article, "Hãy ghi căn cứ từ chối (điều, khoản).", field="article")
    move(entry, "refuse", by=by, at=at, refusal_reason=cause, note=f"{reason}\nCăn cứ: {article}")
    entry.completion_requests.filter(answered_at__isnull=True).update(answered_at=at)
    tell_establishment(EntryRefused(entry, reason, article), by=by, at=at)
    return entry
