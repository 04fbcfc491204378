"""The demonstration of the embedded mode: one life that is over, rounds to judge and to file in, a region waiting.

Told relative to the day of seeding and done by the demonstration's people through the operations. Establishments and
scores are invented: no real establishment gets an invented score.
"""

import datetime
from functools import partial

from django.db import transaction

from cnnt_portal.geography.models import Region
from cnnt_portal.geography.queries import region_of
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.text import lower_first
from registrations import operations as registrations
from registrations.models import Reason, Round, VoteLevel

from . import invented
from .being_judged import being_judged
from .filing import Filing
from .judged import Judged
from .last_year import LastYear
from .stage import Stage

POINT = {
    "part": "papers",
    "article": "Phụ lục 2 Thông tư 14/2018/TT-BCT",
    "bring": "Chụp lại ảnh mặt trước cho rõ nhãn, không bị lóa.",
}


def load_demonstration(organisations, *, at):
    """Make it once, whole or not at all; returns whether it was made."""
    so = organisations["so-vinh-long"]
    if Round.objects.filter(organiser=so).exists():
        return False
    with transaction.atomic():
        _Rounds(Stage(organisations, at)).make()
    # The worker is not running yet: what the operations asked for is done here.
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
        # Done when it was asked for: nobody hears today of what was ready a year ago.
        work_on(job.pk, clock=partial(getattr, job, "requested_at"))
    return True


class _Rounds:
    def __init__(self, stage):
        self.stage = stage
        self.people = stage.people
        self.filing = Filing(stage)

    def make(self):
        self.past_round()
        self.decided_round()
        self.judged_round()
        self.ready_round()
        self.present_round()
        self.commune_round()
        self.region()

    def past_round(self):
        """Last year: filed, judged, recognised, certified, supported, reported."""
        year, moment = self.stage.today.year - 1, self.stage.moment
        opened, closed = moment(year, 8, 4), moment(year, 9, 30, 17)
        round_ = self.of_province(f"năm {year}", year, opened, closed, places=3)
        day = datetime.timedelta(days=1)
        self.accepted(round_, invented.LAST_YEAR, filed=opened + 20 * day, seen=opened + 22 * day)
        self.list_fixed(round_, closed + day)
        last_year = LastYear(self.stage)
        last_year.judge(round_)
        last_year.certify(round_, moment(year, 11, 10))
        last_year.support(year)

    def decided_round(self):
        """This year's first batch: the result is published, the office has the signed decision to enter."""
        year, ago = self.stage.today.year, self.stage.ago
        round_ = self.of_province(f"năm {year}, đợt 1", year, ago(160), ago(130, 17), places=2)
        self.accepted(round_, invented.DECIDED, filed=ago(145), seen=ago(143))
        self.list_fixed(round_, ago(129))
        Judged(self.stage).judge(
            round_,
            invented.DECIDED_TOTALS,
            named=ago(120),
            scored=ago(110),
            met=ago(20),
            published=ago(12),
            nominated=ago(10),
        )

    def judged_round(self):
        """This year's second batch: the judges have sheets to fill in, the chair a visit to go on."""
        year, ago = self.stage.today.year, self.stage.ago
        round_ = self.of_province(f"năm {year}, đợt 2", year, ago(110), ago(70, 17), places=2)
        self.accepted(round_, invented.JUDGED, filed=ago(90), seen=ago(88))
        self.list_fixed(round_, ago(69))
        being_judged(self.stage, round_)

    def ready_round(self):
        """This year's third batch: everything is accepted and the deadline has passed; the list can be fixed."""
        year, ago = self.stage.today.year, self.stage.ago
        round_ = self.of_province(f"năm {year}, đợt 3", year, ago(60), ago(1, 17), places=2)
        self.accepted(round_, invented.READY, filed=ago(20), seen=ago(18))

    def accepted(self, round_, products, *, filed, seen):
        for one in products:
            entry = self.filing.submitted(round_, one, filed)
            registrations.accept(entry=entry, by=self.people["so"], at=seen)

    def list_fixed(self, round_, at):
        registrations.fix_list(round=round_, by=self.people["so"], at=at)
        round_.refresh_from_db()

    def present_round(self):
        """This year's fourth batch: a round that takes dossiers, with entries in every state."""
        year, ago, so = self.stage.today.year, self.stage.ago, self.people["so"]
        round_ = self.of_province(f"năm {year}, đợt 4", year, ago(30), self.stage.ahead(14), places=10)
        for number, (state, one) in enumerate(invented.THIS_YEAR):
            filed, seen = ago(20 - number), ago(12 - number)
            if state == "draft":
                self.filing.filled(round_, one, filed)
                continue
            entry = self.filing.submitted(round_, one, filed)
            if state == "accepted":
                registrations.accept(entry=entry, by=so, at=seen)
            elif state == "returned":
                point = POINT | {"reason": Reason.objects.get(code="nhan-khong-ro")}
                registrations.return_for_completion(entry=entry, points=[point], by=so, at=seen)
            elif state == "refused":
                registrations.refuse(
                    entry=entry,
                    reason="Sản phẩm mua về đóng gói lại, không do cơ sở sản xuất.",
                    article="Điều 4 Thông tư 26/2014/TT-BCT",
                    cause=Reason.objects.get(code="khong-tu-san-xuat"),
                    by=so,
                    at=seen,
                )
            elif state == "withdrawn":
                registrations.withdraw(entry=entry, reason="Cơ sở chuyển sang kỳ sau.", by=entry.submitted_by, at=seen)

    def commune_round(self):
        """The commune's own round, with a dossier that waits for its officer."""
        year, ago = self.stage.today.year, self.stage.ago
        round_ = self.announced(
            f"{lower_first(self.stage.commune.full_name)} năm {year}",
            level=VoteLevel.LOWEST,
            organiser=self.stage.organisations["ubnd-xa-cai-nhum"],
            year=year,
            opens_at=ago(15),
            closes_at=self.stage.ahead(20),
            announcement="Cơ sở trên địa bàn xã nộp hồ sơ trên cổng; cần giúp thì đến bộ phận một cửa của xã.",
            places=5,
            by=self.people["xa"],
        )
        self.filing.submitted(round_, invented.OF_THE_COMMUNE, ago(3))

    def region(self):
        """A regional round open for what the provinces nominate."""
        year = self.stage.today.year
        region = region_of(self.stage.so.unit, Region.Kind.VOTE, on=self.stage.today)
        self.announced(
            f"khu vực {region.name} năm {year}",
            level=VoteLevel.REGION,
            organiser=self.stage.organisations["cuc-dck"],
            region=region,
            year=year,
            opens_at=self.stage.ago(10),
            closes_at=self.stage.ahead(35),
            announcement="Các Sở Công Thương gửi danh sách trích ngang và hồ sơ của sản phẩm được đề cử.",
            requires_lower_level=True,
            by=self.people["cuc"],
        )

    def of_province(self, name, year, opens_at, closes_at, places):
        so = self.stage.so
        return self.announced(
            f"{lower_first(so.unit.full_name)} {name}",
            level=VoteLevel.PROVINCE,
            organiser=so,
            year=year,
            opens_at=opens_at,
            closes_at=closes_at,
            announcement="Cơ sở chuẩn bị một hồ sơ: phiếu đăng ký, giấy đăng ký, bản thuyết minh và ba ảnh màu.",
            places=places,
            by=self.people["so"],
        )

    def announced(self, where, *, by, opens_at, **facts):
        """A round of that place and time, made and announced on the day it opens."""
        round_ = registrations.create_round(
            title=f"Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu {where}",
            opens_at=opens_at,
            **facts,
            by=by,
            at=opens_at,
        )
        return registrations.announce(round=round_, by=by, at=opens_at)
