"""Reports of other units in the demonstration: accepted, nil, waiting for the Cục; and what the Cục made of them for
the ministry's leaders. The heads are invented and cannot sign in."""

import datetime

from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.operations import add_member, create_person
from reporting import operations as reporting
from support_plans import operations as support
from support_plans.models import ActivityKind, Indicator, MoneySource
from support_plans.queries import tasks_of

SINCE = datetime.date(2025, 7, 1)
PRESS = {
    "code": "bao-ct",
    "head": "Lâm Ngọc Diệp",
    "title": "Tổng Biên tập",
    "activity": "Loạt bài về làng nghề có sản phẩm công nghiệp nông thôn tiêu biểu",
    "kind": ActivityKind.MEDIA,
    "place": "Hà Nội",
    "results": {Indicator.ARTICLES: 12},
    "money": {MoneySource.UNIT: 36_000_000},
    "texts": {
        "kho-khan": "Nhiều cơ sở ở xa, phóng viên khó đến tận nơi lấy tư liệu.",
        "kien-nghi": "Đề nghị các Sở cung cấp danh sách và ảnh sản phẩm ngay sau khi công nhận.",
    },
}
MARKET = {
    "code": "cuc-tmdt",
    "head": "Trịnh Quốc Khánh",
    "title": "Cục trưởng",
    "activity": "Mở gian hàng trực tuyến cho cơ sở có sản phẩm tiêu biểu",
    "kind": ActivityKind.E_COMMERCE,
    "place": "Trực tuyến",
    "results": {Indicator.SHOPS: 3, Indicator.TRAINEES: 25},
    "money": {MoneySource.UNIT: 90_000_000},
    "texts": {
        "kho-khan": "Cơ sở chưa quen chụp ảnh, viết lời giới thiệu và trả lời khách trên mạng.",
        "kien-nghi": "Đề nghị bố trí kinh phí tập huấn tại chỗ cho cơ sở ở xã.",
    },
}
IDLE = (
    {"code": "van-phong-bo", "head": "Đoàn Thị Mai", "title": "Chánh Văn phòng"},
    {"code": "so-vinh-long", "head": "Ngô Hữu Phước", "title": "Giám đốc"},
    {"code": "cuc-dck", "head": "Nguyễn Đức Long", "title": "Cục trưởng"},
)


def report_of_others(*, period, organisations, officer, served, at):
    """`officer` of the Cục receives and consolidates; `served` are the certificates that the units worked for."""
    days = _Days(period, at)
    accepted = _report(PRESS, period, organisations, served, days)
    reporting.accept(report=accepted, by=officer, at=days.after(8))
    for facts in IDLE:
        nothing = reporting.report_nothing(
            period=period,
            organisation=organisations[facts["code"]],
            reason="Việc của đơn vị trong kế hoạch làm vào nửa năm sau.",
            by=_head(facts, organisations, at),
            at=days.after(4),
        )
        reporting.accept(report=nothing, by=officer, at=days.after(8))
    consolidation = reporting.gather(period=period, by=officer, at=days.after(16))
    reporting.submit_consolidation(consolidation=consolidation, by=officer, at=days.after(17))
    _report(MARKET, period, organisations, served, days)
    # Among those who have not sent is the unit whose report a visitor writes and signs by hand.
    reporting.extend(
        period=period,
        due_on=timezone.localdate(at) + datetime.timedelta(days=14),
        reason="Năm đầu dùng cổng: các đơn vị chưa gửi được thêm thời gian.",
        by=officer,
        at=at,
    )


class _Days:
    """Mornings around the end of a period, never later than the seeding."""

    def __init__(self, period, at):
        self.end, self.at = period.ends_on, at

    def after(self, number):
        morning = datetime.datetime.combine(self.end + datetime.timedelta(days=number), datetime.time(9))
        return min(timezone.make_aware(morning), self.at)


def _report(facts, period, organisations, served, days):
    unit, head = organisations[facts["code"]], _head(facts, organisations, days.at)
    day = period.ends_on - datetime.timedelta(days=20)
    support.record_activity(
        unit=unit,
        task=tasks_of(unit).order_by("content__order", "pk").first(),
        kind=facts["kind"],
        title=facts["activity"],
        starts_on=day,
        ends_on=day + datetime.timedelta(days=5),
        place=facts["place"],
        province=None,
        summary="",
        certificates=served,
        money=facts["money"],
        results=facts["results"],
        done=True,
        by=head,
        at=days.after(-10),
    )
    report = reporting.start_report(period=period, organisation=unit, by=head, at=days.after(3))
    reporting.draft(report=report, by=head, at=days.after(3))
    reporting.write_sections(report=report, texts=facts["texts"], by=head, at=days.after(4))
    reporting.submit(report=report, by=head, at=days.after(5))
    return report


def _head(facts, organisations, at):
    person = create_person(email=f"truong-{facts['code']}@minh-hoa.cnnt.test", full_name=facts["head"], by=None, at=at)
    add_member(
        user=person,
        organisation=organisations[facts["code"]],
        role=Role.HEAD,
        title=facts["title"],
        valid_from=SINCE,
        by=None,
        at=at,
    )
    return person
