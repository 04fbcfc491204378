"""What became of last year's entries: judged, recognised, certified, supported and reported."""

import datetime

from django.utils import timezone

from certificates import operations as certificates
from certificates.models import Certificate
from cnnt_portal.jobs.running import work_on
from cnnt_portal.text import lower_first
from registrations.models import VoteLevel
from reporting import operations as reporting
from reporting.models import ReportingPeriod
from support_plans import operations as support
from support_plans.models import ActivityKind, Indicator, MoneySource, SupportPlan
from support_plans.queries import tasks_of

from .judged import Judged
from .offices import report_of_others
from .year_ahead import year_ahead

# Totals that the three judges give to the entries of last year, in the order of their codes.
TOTALS = [("86.5", "84", "88"), ("91", "89.5", "90"), ("78", "74.5", "80"), ("66", "69.5", "64")]


class LastYear:
    def __init__(self, stage):
        self.stage = stage
        self.people = stage.people

    def judge(self, round_):
        """From the council to what is nominated."""
        moment, year = self.stage.moment, round_.year
        Judged(self.stage).judge(
            round_,
            TOTALS,
            named=moment(year, 10, 3),
            scored=moment(year, 10, 13),
            met=moment(year, 10, 24),
            published=moment(year, 10, 27),
            nominated=moment(year, 11, 5),
        )

    def certify(self, round_, at):
        decision = certificates.enter_decision(
            round=round_,
            number="2215/QĐ-UBND",
            decided_on=timezone.localdate(at),
            issuer=f"Ủy ban nhân dân {lower_first(round_.unit.full_name)}",
            signer_name=self.people["chutich"].full_name,
            signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            by=self.people["so"],
            at=at,
        )
        job = certificates.request_issue(decision=decision, by=self.people["so"], at=at)
        work_on(job.pk, clock=lambda: at)
        # Those who have an account agree that their photos and story are shown.
        for issued in decision.certificates.select_related("product__establishment__organisation").order_by("pk"):
            holders = issued.product.establishment.organisation.memberships.order_by("pk")
            for held in holders.select_related("user")[:1]:
                certificates.allow_showing(product=issued.product, by=held.user, at=at)

    def support(self, year):
        """The Cục takes last year's products into the plan; a unit serves them; its half-year report is drafted."""
        cuc, unit = self.people["cuc"], self.stage.organisations["cuc-xttm"]
        plan = SupportPlan.objects.order_by("first_year").first()
        for level, voted in ((VoteLevel.PROVINCE, year), (VoteLevel.PROVINCE, year + 1), (VoteLevel.NATION, year - 2)):
            support.widen_scope(plan=plan, level=level, year=voted, by=cuc, at=self.stage.at)
        issued = list(Certificate.objects.filter(is_history=False).order_by("pk"))
        support.add_products(plan=plan, certificates=issued, by=cuc, at=self.stage.moment(year, 11, 20))
        task = tasks_of(unit).order_by("content__order").last()
        # In the last period that is over: its report can be signed on whatever day the demonstration is made.
        period = ReportingPeriod.objects.filter(cut_off_on__lt=self.stage.today).latest("starts_on")
        for days_before_the_end, kind, title, results, money in (
            (
                22,
                ActivityKind.FAIR_HOME,
                "Gian hàng chung tại hội chợ công thương khu vực đồng bằng sông Cửu Long",
                {Indicator.STALLS: 3, Indicator.TURNOVER: 148_500_000, Indicator.CONTRACTS: 4},
                {MoneySource.TRADE_PROMOTION: 180_000_000, MoneySource.ESTABLISHMENT: 21_000_000},
            ),
            (
                11,
                ActivityKind.TRAINING,
                "Tập huấn thiết kế bao bì, nhãn mác cho cơ sở có sản phẩm tiêu biểu",
                {Indicator.TRAINEES: 42},
                {MoneySource.UNIT: 65_000_000},
            ),
        ):
            day = period.ends_on - datetime.timedelta(days=days_before_the_end)
            support.record_activity(
                unit=unit,
                task=task,
                kind=kind,
                title=title,
                starts_on=day,
                ends_on=day + datetime.timedelta(days=2),
                place="Trung tâm hội chợ triển lãm Cần Thơ",
                province=None,
                summary="Các cơ sở giới thiệu sản phẩm và gặp nhà phân phối.",
                certificates=issued,
                money=money,
                results=results,
                done=True,
                by=self.people["donvi"],
                at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(16))) + datetime.timedelta(days=4),
            )
        self.report(unit, period)
        report_of_others(
            period=period, organisations=self.stage.organisations, officer=cuc, served=issued, at=self.stage.at
        )
        year_ahead(plan=plan, stage=self.stage)

    def report(self, unit, period):
        at = min(self.stage.at, timezone.make_aware(datetime.datetime.combine(period.due_on, datetime.time(9))))
        report = reporting.start_report(period=period, organisation=unit, by=self.people["donvi"], at=at)
        reporting.draft(report=report, by=self.people["donvi"], at=at)
