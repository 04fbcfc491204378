"""Revocation, suspension and its end, replacement, re-issue: one person prepares, the office's head confirms.

What is confirmed stands on the check page for ever; nothing of a certificate is rewritten but the day that ended it.
"""

import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING, SCANS
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from cnnt_portal.workflow import move

from .. import permissions
from ..facts import searched
from ..messages import ActConfirmed, ActDismissed, ActProposed, ActReplied, tell_head, tell_holder, tell_issuer
from ..models import Certificate, CertificateAct, Ending, PaperTemplate, RegisterStamp, ReplyFile
from ..numbering import new_code, take_number
from ..workflow import ActState
from .issuing import request_paper
from .scans import keep_scan

Kind = CertificateAct.Kind
MOST_REPLY_FILES = 10
ENDING = {Kind.REVOKE: Ending.REVOKED, Kind.REPLACE: Ending.REPLACED, Kind.REISSUE: Ending.REPLACED}


@operation
def propose_act(*, certificate, kind, ground, by, at, evidence=None, reply_until=None, new_names=None):
    """Prepare an administrative decision about a certificate; its holder hears at once of one that takes force away.

    `evidence`: an upload or None. `reply_until`: until when the holder may answer, for a revocation or a suspension.
    `new_names`: {product_name, establishment_name, address} of a replacement.
    """
    certificate = _held(certificate)
    require(permissions.can_propose_act(by, certificate, kind, on=timezone.localdate(at)))
    if certificate.issuer_organisation is None:
        # The office takes on what came from history: its head confirms, its people see what becomes of it.
        certificate.issuer_organisation = permissions.deciding_office(by, certificate, on=timezone.localdate(at))
        certificate.save(update_fields=["issuer_organisation"])
    against_holder = kind in (Kind.REVOKE, Kind.SUSPEND)
    earliest = CertificateAct.earliest_reply(timezone.localdate(at))
    if against_holder and (reply_until is None or reply_until < earliest):
        raise Refused(
            f"Cơ sở phải có ít nhất {settings.CERTIFICATES_REPLY_WORKING_DAYS} ngày làm việc để giải trình: hãy ghi từ "
            f"ngày {earliest:%d/%m/%Y} trở đi.",
            field="reply_until",
        )
    names = {name: nfc(text).strip() for name, text in (new_names or {}).items()}
    if kind == Kind.REPLACE and all(names.get(name) == getattr(certificate, name) for name in names):
        raise Refused("Tên và địa chỉ vẫn như trên giấy cũ. Hãy sửa chỗ sai, hoặc chọn cấp lại.", field="product_name")
    act = CertificateAct.objects.create(
        certificate=certificate,
        kind=kind,
        ground=nfc(ground).strip(),
        evidence=evidence
        and files.store(upload=evidence, name=evidence.name, accept=SCANS, field="evidence", by=by, at=at),
        reply_until=reply_until if against_holder else None,
        proposed_at=at,
        proposed_by=by,
        **(names if kind == Kind.REPLACE else {}),
    )
    if against_holder:
        tell_holder(ActProposed(certificate, act), occasion=f"act:{act.pk}", by=by, at=at)
    tell_head(act, by=by, at=at)
    return act


@operation
def reply_to_act(*, act, reply, by, at, uploads=()):
    """The holder answers, once, until the day that the office set; the office hears of it at once.

    `uploads`: what it sends with its words, as its form gives them.
    """
    act = _locked(act)
    require(permissions.can_reply(by, act, on=timezone.localdate(at)))
    reply = worded(reply, "Hãy viết ý kiến của cơ sở.", field="reply")
    if len(uploads) > MOST_REPLY_FILES:
        raise Refused(f"Mỗi lần giải trình kèm được nhiều nhất {MOST_REPLY_FILES} tệp.", field="uploads")
    act.reply, act.replied_at, act.replied_by = nfc(reply), at, by
    act.save(update_fields=["reply", "replied_at", "replied_by"])
    for upload in uploads:
        stored = files.store(upload=upload, name=upload.name, accept=ANYTHING, field="uploads", by=by, at=at)
        ReplyFile.objects.create(act=act, file=stored)
    tell_issuer(ActReplied(act.certificate, act), by=by, at=at)
    return act


@operation
def confirm_act(*, act, number, decided_on, effective_on, signer_name, signer_title, by, at, ends_on=None, scan=None):
    """The signed decision takes effect; `scan`: an upload or None. Returns the act."""
    certificate = _held(act.certificate)
    act = _locked(act)
    today = timezone.localdate(at)
    require(permissions.can_confirm_act(by, act, on=today))
    # Another decision may have come in between.
    require(permissions.kind_is_possible(certificate, act.kind, on=today))
    _check_days(act, certificate, decided_on, effective_on, ends_on, today)
    move(
        act,
        "confirm",
        by=by,
        at=at,
        number=number,
        decided_on=decided_on,
        effective_on=effective_on,
        ends_on=ends_on if act.kind == Kind.SUSPEND else None,
        signer_name=signer_name,
        signer_title=signer_title,
        scan=keep_scan(scan, by=by, at=at),
        closed_at=at,
        closed_by=by,
    )
    if act.kind == Kind.RESTORE:
        _restore(certificate, effective_on, today)
    if act.kind in ENDING:
        if certificate.ended_by == Ending.REPLACED:
            # The paper that was to take its place falls with it.
            waiting = Certificate.objects.filter(replaces=certificate, ended_on=None)
            waiting.update(ended_on=F("issued_on"), ended_by=Ending.REVOKED)
        certificate.ended_on, certificate.ended_by = effective_on, ENDING[act.kind]
        certificate.save(update_fields=["ended_on", "ended_by"])
    if act.makes_new_paper:
        _successor(certificate, act)
        request_paper(act=act, by=by, at=at)
    tell_holder(ActConfirmed(certificate, act), occasion=f"act:{act.pk}", by=by, at=at)
    RegisterStamp.objects.renew()
    return act


@operation
def attach_act_scan(*, act, scan, by, at):
    """Keep the scan of the signed decision, an upload; a better one may take its place, both stay."""
    act = _locked(act)
    require(permissions.can_attach_act_scan(by, act))
    act.scan = keep_scan(scan, by=by, at=at)
    act.save(update_fields=["scan"])
    return act


@operation
def dismiss_act(*, act, reason, by, at):
    """Nothing comes of what was prepared; the holder who had heard of it hears that too."""
    act = _locked(act)
    require(permissions.can_dismiss_act(by, act))
    reason = worded(reason, "Hãy ghi lý do không thực hiện.")
    move(act, "dismiss", by=by, at=at, note=reason, closed_at=at, closed_by=by)
    if act.is_against_holder:
        tell_holder(ActDismissed(act.certificate, act), occasion=f"act:{act.pk}", by=by, at=at)
    return act


def _held(certificate):
    return (
        Certificate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision__round__organiser", "product__establishment__organisation", "issuer_organisation")
        .get(pk=certificate.pk)
    )


def _locked(act):
    """The act as it stands now; of two clicks the second finds it closed."""
    return (
        CertificateAct.objects.select_for_update(of=("self",))
        .select_related("certificate__product__establishment__organisation", "certificate__issuer_organisation")
        .get(pk=act.pk)
    )


def _check_days(act, certificate, decided_on, effective_on, ends_on, today):
    if decided_on > today:
        raise Refused("Ngày ký quyết định không thể ở tương lai.", field="decided_on")
    begins = certificate.issued_on
    if begins and begins <= today and decided_on < begins:
        raise Refused(f"Quyết định phải ký từ ngày cấp giấy ({begins:%d/%m/%Y}).", field="decided_on")
    if decided_on < act.may_be_signed_from:
        why = "sau khi cơ sở được giải trình" if act.reply_until else "từ ngày lập việc này trên cổng"
        raise Refused(f"Quyết định phải ký {why}: từ ngày {act.may_be_signed_from:%d/%m/%Y}.", field="decided_on")
    if effective_on < decided_on:
        raise Refused("Quyết định có hiệu lực từ ngày ký trở đi.", field="effective_on")
    # What somebody read on the check page shall not turn out wrong long afterwards.
    earliest = today - datetime.timedelta(days=settings.CERTIFICATES_ACT_ENTERED_WITHIN_DAYS)
    if effective_on < earliest:
        raise Refused(
            f"Trang kiểm tra công khai chỉ ghi lùi được {settings.CERTIFICATES_ACT_ENTERED_WITHIN_DAYS} ngày: hãy ghi "
            f"có hiệu lực từ ngày {earliest:%d/%m/%Y} trở đi.",
            field="effective_on",
        )
    # A day after the last one would end nothing, and yet close the book to every further decision.
    if act.kind != Kind.RESTORE and certificate.valid_until and effective_on > certificate.valid_until:
        raise Refused(f"Giấy chỉ có giá trị đến hết {certificate.valid_until:%d/%m/%Y}.", field="effective_on")
    ahead = settings.CERTIFICATES_ACT_AHEAD_DAYS
    if effective_on > today + datetime.timedelta(days=ahead):
        raise Refused(
            f"Ngày có hiệu lực chỉ được sau hôm nay nhiều nhất {ahead} ngày. Hãy xem lại ngày, tháng, năm đã ghi.",
            field="effective_on",
        )
    if begins and effective_on < begins:
        raise Refused(f"Giấy này từ ngày {begins:%d/%m/%Y} mới có hiệu lực.", field="effective_on")
    if act.kind == Kind.REVOKE and certificate.ended_on and effective_on >= certificate.ended_on:
        raise Refused(
            f"Theo quyết định trước, giấy hết giá trị từ ngày {certificate.ended_on:%d/%m/%Y}. Hãy ghi ngày sớm hơn.",
            field="effective_on",
        )
    broken_off = _suspensions_broken_off(certificate, effective_on)
    if act.kind == Kind.RESTORE and not broken_off and not _not_begun(certificate, effective_on, today):
        raise Refused(
            "Ngày phục hồi phải nằm trong thời gian tạm đình chỉ, sau ngày bắt đầu ít nhất một ngày; quyết định chưa "
            "có hiệu lực thì bỏ được chậm nhất vào ngày nó bắt đầu.",
            field="effective_on",
        )
    if act.kind == Kind.SUSPEND and ends_on and ends_on < effective_on:
        raise Refused("Ngày hết tạm đình chỉ phải từ ngày bắt đầu trở đi.", field="ends_on")


def _restore(certificate, restored_on, today):
    """The suspension that covers the day ends on the day before. Where none does, what lies ahead never begins."""
    broken_off = _suspensions_broken_off(certificate, restored_on)
    for act in broken_off:
        _end(act, restored_on)
    if broken_off:
        return
    for act in _not_begun(certificate, restored_on, today):
        _end(act, act.effective_on)
        if act.kind == Kind.REVOKE:
            _take_up_again(certificate)


def _take_up_again(certificate):
    """A revocation that never begins leaves what stood before it, a replacement decided before it included."""
    fallen = Certificate.objects.filter(replaces=certificate, ended_by=Ending.REVOKED, ended_on=F("issued_on"))
    waiting = fallen.exclude(acts__kind=Kind.REVOKE, acts__state=ActState.CONFIRMED).first()
    if waiting:
        waiting.ended_on, waiting.ended_by = None, ""
        waiting.save(update_fields=["ended_on", "ended_by"])
    certificate.ended_on, certificate.ended_by = (waiting.issued_on, Ending.REPLACED) if waiting else (None, "")
    certificate.save(update_fields=["ended_on", "ended_by"])


def _end(act, first_day_without):
    act.ends_on = first_day_without - datetime.timedelta(days=1)
    act.save(update_fields=["ends_on"])


def _not_begun(certificate, restored_on, today):
    """Decisions to take force away that begin after today, and not before the day that restores it."""
    against = certificate.acts.confirmed().filter(
        kind__in=(Kind.REVOKE, Kind.SUSPEND), effective_on__gt=today, effective_on__gte=restored_on
    )
    return [act for act in against if not act.is_lifted]


def _suspensions_broken_off(certificate, restored_on):
    return [
        act
        for act in certificate.acts.suspensions()
        if act.effective_on < restored_on and (act.ends_on is None or act.ends_on >= restored_on)
    ]


def _successor(certificate, act):
    """The certificate that takes the place of this one: its facts and its last day, new number, code and paper."""
    names = {
        "product_name": act.product_name or certificate.product_name,
        "establishment_name": act.establishment_name or certificate.establishment_name,
        "address": act.address or certificate.address,
    }
    kept = (
        "decision", "product", "level", "level_words", "year", "round_title", "is_set", "group", "unit", "issuer",
        "issuer_organisation", "decision_number", "decision_date", "valid_until",
    )  # fmt: skip
    return Certificate.objects.create(
        **{name: getattr(certificate, name) for name in kept},
        **names,
        replaces=certificate,
        code=new_code(),
        number=take_number(
            issuer=certificate.issuer,
            level=certificate.level,
            # The year that the paper bears: a decision of December may take effect in January.
            year=act.effective_on.year,
            organisation=certificate.issuer_organisation,
        ),
        search_key=searched(**names),
        unit_name=certificate.unit_name,
        issued_on=act.effective_on,
        template=PaperTemplate.objects.current(certificate.issuer_organisation, certificate.level),
        signer_name=act.signer_name,
        signer_title=act.signer_title,
    )
