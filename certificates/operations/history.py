"""What was recognised before the portal: numbers and days stay unknown where no source gives them."""

import datetime

from django.urls import reverse
from django.utils import timezone

from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold
from registrations import operations as registrations
from registrations.models import Round

from .. import queries
from ..history_lines import lines_of
from ..models import Certificate, HistoryImport, RecognitionDecision, RegisterStamp
from ..numbering import new_code
from ..permissions import can_import_history


@operation
def record_history(*, product, level, year, unit, round_title, issuer, decision, by, at):
    """A recognition known from the press or an old list: number and dates stay unknown. Twice is once."""
    place = unit.full_name_on(decision.decided_on or datetime.date(year, 12, 31))
    certificate, is_new = Certificate.objects.get_or_create(
        decision=decision,
        product=product,
        level=level,
        year=year,
        defaults={
            "code": new_code(),
            "level_words": queries.history_level(level, year, unit, decision.round.rule_set),
            "round_title": round_title,
            "product_name": product.name,
            "is_set": product.is_set,
            "group": product.group,
            "establishment_name": product.establishment.name,
            "address": place,
            "search_key": fold(f"{product.name} {product.establishment.name} {place}"),
            "unit": unit,
            "unit_name": place,
            "issuer": issuer,
            "decision_number": decision.number,
            "decision_date": decision.decided_on,
            "is_history": True,
            **_history_dates(decision),
        },
    )
    if is_new:
        RegisterStamp.objects.renew()
    return certificate


@operation
def record_history_decision(*, round, number, decided_on, issuer, by, at):
    """The decision of a historical round, as far as a source gives it: nothing is taken over from another source but
    the day of a number that has only one."""
    known = RecognitionDecision.objects.filter(round=round, is_history=True, number=number).order_by("pk")
    decision = known.filter(decided_on=decided_on).first()
    if decision is None and number and decided_on is None:
        dated = list(known[:2])
        decision = dated[0] if len(dated) == 1 else None
    return decision or RecognitionDecision.objects.create(
        round=round,
        is_history=True,
        number=number,
        decided_on=decided_on,
        issuer=issuer,
        entered_at=at,
        entered_by=by,
    )


@operation
def bring_history(*, name, cells, by, at):
    """Keep a table of the past for its preview; nothing is entered yet. Raises Refused when it cannot be read."""
    require(can_import_history(by))
    lines_of(cells)
    return HistoryImport.objects.create(name=name[:200], cells=cells, brought_at=at, brought_by=by)


@operation
def request_history_import(*, batch, by, at):
    """Enter the good lines in the background; asked twice, it is entered once."""
    require(can_import_history(by))
    judged = queries.judged_history(batch, today=timezone.localdate(at))
    lines = [one.line.number for one in judged if one.status == queries.NEW]
    HistoryImport.objects.filter(pk=batch.pk, entered_at__isnull=True).update(
        entered_at=at, entered_by=by, entered_lines=lines
    )
    return jobs.request(
        kind="certificates.import",
        key=f"certificates.import:{batch.pk}",
        label=f"Nhập sản phẩm các năm trước từ {batch.name}",
        arguments={"batch": batch.pk},
        link=reverse("certificates:history_detail", args=[batch.pk]),
        by=by,
        at=at,
    )


@operation
def record_recognition(*, facts, unit, by, at):
    """One line of a table of the past, in the province of its time: round, decision, product and certificate, each
    as far as the line tells."""
    require(can_import_history(by))
    level, year = facts["level"], facts["year"]
    round_ = _round_of(level, year, unit, by, at)
    decision = record_history_decision(
        round=round_,
        number=facts["number"],
        decided_on=facts["decided_on"],
        issuer=queries.history_issuer(level, unit, year, round_.rule_set),
        by=by,
        at=at,
    )
    product = registrations.record_history(
        establishment_name=facts["establishment"],
        product_name=facts["product"],
        group=facts["group"],
        province=unit,
        is_set=fold(facts["product"]).startswith("bo san pham"),
        by=by,
        at=at,
    )
    return record_history(
        product=product,
        level=level,
        year=year,
        unit=unit,
        round_title=round_.title,
        issuer=decision.issuer,
        decision=decision,
        by=by,
        at=at,
    )


def _round_of(level, year, unit, by, at):
    """The round of the past that is known for the place, or a new one; what is known of it is left alone."""
    place, region = queries.history_place(level, year, unit)
    known = Round.objects.filter(is_history=True, level=level, year=year, unit=place)
    return (
        known.filter(region=region).first()
        or known.filter(region=None).first()
        or registrations.import_history_round(
            level=level,
            year=year,
            title=queries.history_title(level, year, unit=place, region=region),
            unit=place,
            region=region,
            by=by,
            at=at,
        )
    )


def _history_dates(decision):
    """Where the source gives the day of the decision, the validity follows from the law of that day."""
    if decision.decided_on is None:
        return {"issued_on": None, "valid_until": None}
    rules = rule_set_on(decision.decided_on)
    return {
        "issued_on": decision.decided_on,
        "valid_until": rules.valid_until(decision.decided_on) if rules else None,
    }
