"""A plan, products known from history with dates, and activities, made by the operations themselves."""

import datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from certificates import operations as certificates
from certificates.models import PeriodicList
from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.ui.tables import cells_of_text
from registrations import operations as registrations
from registrations.models import ProductGroup, VoteLevel
from support_plans import operations
from support_plans.models import ActivityKind
from tests import people

from . import files, geography
from . import registrations as registered
from .accounts import BEGINNING, make_organisation
from .registrations import rule_sets

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# The day on which everything here is recorded, and the day before which what was done had ended.
AT = datetime.datetime(2026, 6, 20, 9, 0, tzinfo=VIETNAM)
DAY = datetime.date(2026, 5, 12)
ISSUED = datetime.date(2025, 12, 1)
OLD_BODY, OLD_PARTNER = "Cục Xúc tiến và Triển lãm", "Vụ Hội nhập"

_number = count(1)


def certificate(
    product_name=None,
    establishment_name="Hợp tác xã Tâm Hòa",
    issued_on=ISSUED,
    level=VoteLevel.NATION,
    province=None,
    product=None,
    group=ProductGroup.B,
):
    """A recognition known from history; with the day of its decision it is in force until the fourth year's end."""
    rule_sets()
    province = province or geography.province("Vĩnh Long")
    product = product or registrations.record_history(
        establishment_name=establishment_name,
        product_name=product_name or f"Miến dong số {next(_number)}",
        group=group,
        province=province,
        by=None,
        at=AT,
    )
    year = issued_on.year if issued_on else 2025
    round = registrations.import_history_round(
        level=level, year=year, title=f"Bình chọn năm {year}, {issued_on}", by=None, at=AT
    )
    decision = certificates.record_history_decision(
        round=round, number="", decided_on=issued_on, issuer="Bộ Công Thương", by=None, at=AT
    )
    return certificates.record_history(
        product=product,
        level=level,
        year=year,
        unit=province,
        round_title=round.title,
        issuer=decision.issuer,
        decision=decision,
        by=None,
        at=AT,
    )


def unit(name="Cục Xúc tiến thương mại"):
    return people.ministry_unit(name)


def old_body(name=OLD_BODY, heir=None, last_day=datetime.date(2025, 2, 28)):
    """A body of the plan's day whose work `heir` has carried on since the day after its last."""
    body = make_organisation(OrganisationKind.MINISTRY_UNIT, name)
    if body.valid_to is None:
        accounts.close_organisation(
            organisation=body,
            last_day=last_day,
            successor=heir or unit(),
            ground="Nghị định số 40/2025/NĐ-CP",
            by=None,
            at=BEGINNING,
        )
    return body


def closed_unit(last_day, name="Cục Xúc tiến và Phát triển thị trường"):
    """The cast's unit ends, and this one carries on its work."""
    heir = unit(name)
    accounts.close_organisation(
        organisation=unit(), last_day=last_day, successor=heir, ground="Nghị định", by=None, at=BEGINNING
    )
    return heir


def plan(certified=(), title="Kế hoạch hỗ trợ 2020", **changes):
    """The plan: content 1 led by a body whose heir is the cast's unit; content 2 by the Cục, with another old body.

    `certified` are put into it by the Cục.
    """
    named = {OLD_BODY: old_body(), OLD_PARTNER: old_body(OLD_PARTNER, people.finance_unit()), "Cục": people.cuc()}
    facts = {
        "code": title[:60],
        "title": title,
        "number": "",
        "decided_on": None,
        "signer": "",
        "bases": "",
        "purpose": "",
        "first_year": 2020,
        "last_year": None,
        "scopes": [{"level": "nation", "year": 2025}],
        "contents": ["Xúc tiến thương mại", "Khuyến công"],
        "tasks": [
            {"content": 1, "lead": OLD_BODY, "description": "Tổ chức gian hàng chung", "participants": []},
            {"content": 2, "lead": "Cục", "description": "Hướng dẫn đề án", "participants": [OLD_PARTNER]},
        ],
        **changes,
    }
    made = operations.load_plan(facts=facts, organisation_named=named.__getitem__, by=None, at=AT)
    if certified:
        operations.add_products(plan=made, certificates=certified, by=people.cuc_officer(), at=AT)
    return made


def amendment(in_plan=None, ended=(), **changes):
    facts = {
        "number": f"{next(_number)}/QĐ-BCT",
        "decided_on": datetime.date(2026, 6, 1),
        "signer": "Thứ trưởng Hoàng Gia Phúc",
        "summary": "Giao thêm việc cho các đơn vị mới",
        **changes,
    }
    return operations.amend_plan(plan=in_plan or plan(), ended=ended, **facts, by=people.cuc_officer(), at=AT)


def facts(task, **changes):
    """What the operations are told of an activity."""
    return {
        "task": task,
        "kind": ActivityKind.FAIR_HOME,
        "title": f"Gian hàng chung số {next(_number)}",
        "starts_on": DAY,
        "ends_on": DAY + datetime.timedelta(days=3),
        "place": "Cần Thơ",
        "province": None,
        "summary": "",
        "certificates": [],
        "money": {},
        "results": {},
        **changes,
    }


def activity(in_plan=None, done=True, at=AT, by=None, **changes):
    """An activity of the cast's unit under the task that it inherited."""
    in_plan = in_plan or plan(changes.get("certificates", ()))
    task = changes.pop("task", None) or in_plan.tasks.get(lead__name=OLD_BODY)
    return operations.record_activity(
        unit=unit(), done=done, **facts(task, **changes), by=by or people.unit_officer(), at=at
    )


def activity_of(body, in_plan, **changes):
    """What was done in the name of `body`, of today or ended, whose work the cast's unit carries on."""
    task = in_plan.tasks.get(lead__name=OLD_BODY)
    return operations.record_activity(unit=body, done=True, **facts(task, **changes), by=people.unit_officer(), at=AT)


def table(text, in_plan=None, **given):
    """A pasted table of the cast's unit, kept for its preview; what it does not say is one fair of last month."""
    in_plan = in_plan or plan()
    shared = {"title": "Hội chợ Cần Thơ", "kind": ActivityKind.FAIR_HOME, "starts_on": DAY, "ends_on": DAY, "place": ""}
    return operations.bring_table(
        unit=unit(), task=in_plan.tasks.get(lead__name=OLD_BODY), cells=cells_of_text(text), **{**shared, **given},
        by=people.unit_officer(), at=AT,
    )  # fmt: skip


def evidence(activity):
    upload = SimpleUploadedFile("Biên bản.pdf", files.pdf())
    operations.attach_evidence(activity=activity, uploads=[upload], by=people.unit_officer(), at=AT)
    return activity.evidence.latest("pk")


# Yearly plans: for 2027, called and drafted at AT.

YEAR = 2027
DUE = datetime.date(2026, 12, 15)


def call(in_plan=None, year=YEAR, due_on=DUE):
    return operations.call_for_year_plans(
        plan=in_plan or plan(), year=year, due_on=due_on, by=people.cuc_officer(), at=AT
    )


def line(year_plan, which=None, **changes):
    """A whole line; `which` is changed into it instead of adding one."""
    facts = {
        "task": year_plan.call.plan.tasks.get(lead__name=OLD_BODY), "title": "Hội chợ Cần Thơ", "kind": "fair_home",
        "starts_on": datetime.date(year_plan.call.year, 5, 10), "ends_on": datetime.date(year_plan.call.year, 5, 12),
        "place": "Cần Thơ", "products": 60, "establishments": 40, "indicator": "stalls", "target": 60,
        "money": {"trade_promotion": 2_500_000_000}, **changes,
    }  # fmt: skip
    return operations.write_line(year_plan=year_plan, line=which, **facts, by=people.unit_officer(), at=AT)


def year_plan(in_call=None):
    """The cast's unit's plan with one whole line, ready to be signed."""
    in_call = in_call or call()
    made = operations.start_year_plan(call=in_call, unit=unit(), by=people.unit_officer(), at=AT)
    if made.last_year is None:
        line(made, made.lines.get())
    return made


def sent_year_plan(in_call=None):
    made = year_plan(in_call)
    operations.submit_year_plan(year_plan=made, by=people.unit_head(), at=AT)
    return made


def list_sent():
    """The Cục's list of 5/4/2026, with one product, as the portal sent it to the units."""
    certificate()
    for body in (people.cuc(), unit(), people.so()):
        assert body.pk
    return PeriodicList.objects.first() or certificates.send_periodic_list(
        by=None, at=datetime.datetime(2026, 4, 6, 7, 0, tzinfo=VIETNAM)
    )


def request(establishment=None, in_plan=None, content=1, need="Cần một gian hàng cuối năm"):
    """Asked by the owner for a product of the plan; the content's task is the cast's unit's."""
    establishment = establishment or registered.establishment()
    held = certificate(product=registered.product(establishment))
    in_plan = in_plan or plan()
    operations.add_products(plan=in_plan, certificates=[held], by=people.cuc_officer(), at=AT)
    return operations.ask_support(
        product=held.product, content=in_plan.contents.get(order=content), need=need,
        by=registered.owner_of(establishment), at=AT,
    )  # fmt: skip
