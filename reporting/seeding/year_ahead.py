"""What waits for the units in the demonstration: plans for the coming year, and a khuyến công project to look at."""

import datetime

from cnnt_portal.accounts.models import User
from registrations.models import Establishment
from support_plans import operations as support
from support_plans.models import ActivityKind, Fund, Ground, Indicator, MoneySource

# Who has sent already; the others, the visitor's unit among them, still owe.
PRESS, MARKET = "bao-ct", "cuc-tmdt"
LINES = {
    PRESS: {
        "title": "Loạt bài và phim ngắn về sản phẩm tiêu biểu trước Tết",
        "kind": ActivityKind.MEDIA,
        "indicator": Indicator.ARTICLES,
        "target": 24,
        "money": {MoneySource.UNIT: 60_000_000},
    },
    MARKET: {
        "title": "Mở gian hàng trực tuyến và tập huấn bán hàng cho cơ sở",
        "kind": ActivityKind.E_COMMERCE,
        "indicator": Indicator.SHOPS,
        "target": 40,
        "money": {MoneySource.UNIT: 150_000_000, MoneySource.ESTABLISHMENT: 20_000_000},
    },
}


def year_ahead(*, plan, stage):
    """The Cục asks for next year's plans; the press has its accepted, one unit waits for the Cục."""
    at, year, cuc = stage.at, stage.today.year + 1, stage.people["cuc"]
    call = support.call_for_year_plans(
        plan=plan, year=year, due_on=stage.today + datetime.timedelta(days=21), by=cuc, at=at
    )
    for code in LINES:
        sent = _sent(call, code, stage)
        if code == PRESS:
            support.accept_year_plan(year_plan=sent, by=cuc, at=at)
    _project(stage)


def _head(code):
    return User.objects.get(email=f"truong-{code}@minh-hoa.cnnt.test")


def _sent(call, code, stage):
    head = _head(code)
    made = support.start_year_plan(call=call, unit=stage.organisations[code], by=head, at=stage.at)
    first, *others = made.lines.select_related("task")
    facts = LINES[code] | {
        "starts_on": datetime.date(call.year, 1, 10),
        "ends_on": datetime.date(call.year, 11, 30),
        "place": "",
        "products": 60,
        "establishments": 45,
    }
    support.write_line(year_plan=made, line=first, task=first.task, **facts, by=head, at=stage.at)
    for line in others:
        support.drop_line(line=line, by=head, at=stage.at)
    support.submit_year_plan(year_plan=made, by=head, at=stage.at)
    return made


def _project(stage):
    """Sent by the Sở for the demonstration's own establishment."""
    so = stage.people["so"]
    establishment = Establishment.objects.of(stage.people["coso"]).first()
    project = support.propose_project(
        establishment=establishment,
        products=list(establishment.products.order_by("pk")[:1]),
        claims={Ground.LABOUR: "32 lao động thường xuyên, phần lớn là nữ trong xã"},
        title="Hỗ trợ máy tráng bánh và buồng sấy dùng năng lượng mặt trời",
        content="Một máy tráng bánh 200 kg một ngày và một buồng sấy; cơ sở góp nhà xưởng và một phần tiền máy.",
        fund=Fund.NATIONAL,
        starts_on=datetime.date(stage.today.year + 1, 2, 1),
        ends_on=datetime.date(stage.today.year + 1, 10, 31),
        asked=300_000_000,
        own_capital=340_000_000,
        by=so,
        at=stage.at,
    )
    support.submit_project(project=project, by=_head("so-vinh-long"), at=stage.at)
