"""The demonstration of the embedded mode: one life that is over, rounds to judge and to file in, a region waiting.

Told relative to the day of seeding and done by the demonstration's people through the operations. Establishments and
scores are invented: no real establishment gets an invented score.
"""

import datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from certificates import operations as certificates
from certificates.models import Certificate
from cnnt_portal.accounts.operations import create_demo_people, create_person
from cnnt_portal.documents import pdf
from cnnt_portal.documents.content import OfficialDocument, Paragraph
from cnnt_portal.geography.models import Region
from cnnt_portal.geography.queries import communes_of, region_of
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.text import lower_first
from judging import operations as judging
from judging.models import ConflictDeclaration, Seat, Vote
from judging.queries import agenda, ballots, entries_of_pass, published_recognised_outcomes, rules_of
from registrations import operations as registrations
from registrations.models import LegalForm, PaperKind, Round, VoteLevel
from registrations.queries import dossier_sections
from reporting import operations as reporting
from reporting.models import ReportingPeriod
from support_plans import operations as support
from support_plans.models import ActivityKind, Indicator, MoneySource, SupportPlan
from support_plans.queries import tasks_of

from . import invented
from .offices import report_of_others

JUDGES = ("giamkhao1", "giamkhao2", "giamkhao3")
# Totals that the three judges give to the entries of last year, in the order of their codes.
TOTALS = [("86.5", "84", "88"), ("91", "89.5", "90"), ("78", "74.5", "80"), ("66", "69.5", "64")]
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
        _Demonstration(organisations, at).make()
    # The worker is not running yet: what the operations asked for is done here.
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
        work_on(job.pk)
    return True


class _Demonstration:
    def __init__(self, organisations, at):
        self.organisations = organisations
        self.at = at
        self.today = timezone.localdate(at)
        self.people = create_demo_people(organisations=organisations, by=None, at=at)
        self.so = organisations["so-vinh-long"]
        self.communes = list(communes_of(self.so.unit, on=self.today)[:20])
        self.commune = organisations["ubnd-xa-cai-nhum"].unit
        self.tax_codes = invented.tax_codes()
        self.made = {}

    def make(self):
        self.past_round()
        self.ready_round()
        self.present_round()
        self.commune_round()
        self.region()

    def ago(self, days):
        return self.at - datetime.timedelta(days=days)

    # Last year: filed, judged, recognised, certified, supported, reported.

    def past_round(self):
        year = self.today.year - 1
        opened, closed = self.moment(year, 8, 4), self.moment(year, 9, 30, 17)
        round_ = self.round_of(f"năm {year}", year, opened, closed, places=3)
        for one in invented.LAST_YEAR:
            entry = self.submitted(round_, one, opened + datetime.timedelta(days=20))
            registrations.accept(entry=entry, by=self.people["so"], at=opened + datetime.timedelta(days=22))
        registrations.fix_list(round=round_, by=self.people["so"], at=closed + datetime.timedelta(days=1))
        round_.refresh_from_db()
        council = self.council(round_, self.moment(year, 10, 3))
        self.score(council, self.moment(year, 10, 13))
        self.meet(council, self.moment(year, 10, 24))
        judging.publish(council=council, by=self.people["thuky"], at=self.moment(year, 10, 27))
        self.nominate(council, self.moment(year, 11, 5))
        self.certify(round_, self.moment(year, 11, 10))
        self.support(year)

    def round_of(self, name, year, opens_at, closes_at, places):
        place = lower_first(self.so.unit.full_name)
        round_ = registrations.create_round(
            level=VoteLevel.PROVINCE,
            organiser=self.so,
            title=f"Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu {place} {name}",
            year=year,
            opens_at=opens_at,
            closes_at=closes_at,
            announcement="Cơ sở chuẩn bị một hồ sơ: phiếu đăng ký, giấy đăng ký, bản thuyết minh và ba ảnh màu.",
            places=places,
            by=self.people["so"],
            at=opens_at,
        )
        return registrations.announce(round=round_, by=self.people["so"], at=opens_at)

    def establishment_of(self, one, at):
        """(establishment, owner), declared once."""
        key = one.establishment or "coso"
        if key not in self.made:
            number = len(self.made)
            owner = self.people.get(one.owner) or create_person(
                email=f"chu-co-so-{number}@minh-hoa.cnnt.test", full_name=one.owner, by=None, at=at
            )
            establishment = registrations.register_establishment(
                tax_code=next(self.tax_codes),
                commune=self.commune if one.at_the_commune else self.communes[number % len(self.communes)],
                is_sme_stated=True,
                name=one.establishment or "Hợp tác xã Bánh tráng Cái Nhum",
                legal_form=LegalForm.COOPERATIVE,
                registration_kind="Giấy chứng nhận đăng ký hợp tác xã",
                registration_number=f"5407{number:06}",
                registration_date=datetime.date(2019, 3, 12),
                registration_issuer="Phòng Tài chính – Kế hoạch",
                address=f"Số {number + 12}, ấp Chợ",
                phone="0270 3 812 345",
                email=owner.email,
                representative=owner.full_name,
                by=owner,
                at=at,
            )
            self.made[key] = establishment, owner
        return self.made[key]

    def drafted(self, round_, one, at):
        establishment, owner = self.establishment_of(one, at)
        owner.forget_memberships()
        product = registrations.create_product(
            establishment=establishment,
            name=one.product,
            group=one.group,
            is_set=bool(one.items),
            items=one.items,
            by=owner,
            at=at,
        )
        return registrations.start_entry(product=product, round=round_, by=owner, at=at), owner

    def filled(self, round_, one, at):
        entry, owner = self.drafted(round_, one, at)
        dossier = entry.dossier
        answers = invented.answers_for(dossier.years)
        for section in dossier_sections():
            registrations.save_section(
                dossier=dossier,
                section=section,
                answers={key: answers[key] for key in section.keys if key in answers},
                revision=dossier.section_revision(section.key),
                by=owner,
                at=at,
            )
        papers = [(PaperKind.REGISTRATION, "giay-dang-ky.pdf", self.registration_paper(entry))]
        papers += [
            (kind, f"{name}.jpg", invented.photo(one.group, one.product, side))
            for kind, name, side in (
                (PaperKind.PHOTO_FRONT, "mat-truoc", "front"),
                (PaperKind.PHOTO_SIDE, "mat-ben", "side"),
                (PaperKind.PHOTO_TOP, "tu-tren-xuong", "top"),
            )
        ]
        for kind, name, content in papers:
            registrations.add_paper(
                dossier=dossier, kind=kind, upload=ContentFile(content, name=name), name=name, by=owner, at=at
            )
        dossier.refresh_from_db()
        entry.dossier = dossier
        return entry, owner

    def submitted(self, round_, one, at):
        entry, owner = self.filled(round_, one, at)
        return registrations.submit(entry=entry, is_true_stated=True, by=owner, at=at)

    def registration_paper(self, entry):
        establishment = entry.product.establishment
        return pdf.render(
            OfficialDocument(
                agency="Phòng Tài chính – Kế hoạch",
                place=establishment.commune.name,
                date=establishment.registration_date,
                kind="GIẤY CHỨNG NHẬN ĐĂNG KÝ",
                abstract="(bản minh họa)",
                body=(
                    Paragraph(f"Tên: {establishment.name}"),
                    Paragraph(f"Số: {establishment.registration_number}"),
                    Paragraph(f"Người đại diện: {establishment.representative}"),
                ),
            )
        )

    def council(self, round_, at):
        so, secretary = self.people["so"], self.people["thuky"]
        council = judging.set_up_council(
            round=round_,
            name=f"Hội đồng {lower_first(round_.title)}",
            decision_number="125/QĐ-UBND",
            decision_date=timezone.localdate(at),
            by=so,
            at=at,
        )
        seats = [
            ("chutich", Seat.CHAIR, "Phó Chủ tịch UBND tỉnh"),
            ("so", Seat.DEPUTY, "Phó Giám đốc Sở Công Thương"),
            ("thuky", Seat.SECRETARY, "Trung tâm Khuyến công"),
        ]
        for name, seat, title in seats:
            judging.seat_member(council=council, user=self.people[name], seat=seat, title=title, by=so, at=at)
        for name in JUDGES:
            judging.add_judge(council=council, user=self.people[name], title="Chuyên gia", by=so, at=at)
        judging.assign(council=council, by=secretary, at=at)
        return council

    def score(self, council, at):
        secretary = self.people["thuky"]
        for judge in council.panel.judges.select_related("user"):
            for assignment in judge.assignments.select_related("entry", "judge__panel__council"):
                judging.declare(
                    assignment=assignment, kind=ConflictDeclaration.Kind.NONE, reason="", by=judge.user, at=at
                )
        scoring_pass = judging.open_pass(council=council, by=secretary, at=at)
        for entry, totals in zip(entries_of_pass(scoring_pass), TOTALS, strict=True):
            sheets = (
                scoring_pass.sheets.filter(entry=entry).order_by("judge__user__email").select_related("judge__user")
            )
            for sheet, total in zip(sheets, totals, strict=True):
                self.score_sheet(sheet, Decimal(total), at)
        judging.close_pass(scoring_pass=scoring_pass, by=secretary, at=at + datetime.timedelta(days=3))

    def score_sheet(self, sheet, total, at):
        """The same share of every criterion's maximum; what halves leave over goes to the first criterion."""
        criteria = rules_of(sheet.scoring_pass.round).criteria
        share = total / sum(criterion.maximum for criterion in criteria)
        values = {c.code: (c.maximum * share * 2).to_integral_value() / 2 for c in criteria}
        values[criteria[0].code] += total - sum(values.values())
        judging.save_sheet(sheet=sheet, values=values, by=sheet.judge.user, at=at)
        judging.submit_sheet(sheet=sheet, by=sheet.judge.user, at=at)

    def meet(self, council, at):
        secretary = self.people["thuky"]
        meeting = judging.plan_meeting(
            council=council, held_on=timezone.localdate(at), place="Sở Công Thương Vĩnh Long", by=secretary, at=at
        )
        judging.open_meeting(meeting=meeting, by=secretary, at=at)
        judging.record_attendance(meeting=meeting, present=list(council.members.all()), by=secretary, at=at)
        for result in agenda(council):
            hands = dict.fromkeys(ballots(meeting)[result.entry_id].present, Vote.Choice.AGREE)
            judging.record_hands(meeting=meeting, entry=result.entry, choices=hands, by=secretary, at=at)
        judging.close_meeting(meeting=meeting, by=self.people["chutich"], at=at)

    def nominate(self, council, at):
        """The two best wait for the region's round, which is open this year."""
        best = published_recognised_outcomes(council.round).order_by("-mean")[:2]
        judging.nominate(
            council=council,
            outcomes=list(best),
            decided_on=timezone.localdate(at),
            ground="Biên bản họp Hội đồng số 05/BB-HĐBC",
            by=self.people["thuky"],
            at=at,
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
        work_on(job.pk)

    def support(self, year):
        """The Cục takes last year's products into the plan; a unit serves them; its half-year report is drafted."""
        cuc, unit = self.people["cuc"], self.organisations["cuc-xttm"]
        plan = SupportPlan.objects.order_by("first_year").first()
        for level, voted in ((VoteLevel.PROVINCE, year), (VoteLevel.PROVINCE, year + 1), (VoteLevel.NATION, year - 2)):
            support.widen_scope(plan=plan, level=level, year=voted, by=cuc, at=self.at)
        issued = list(Certificate.objects.filter(is_history=False).order_by("pk"))
        support.add_products(plan=plan, certificates=issued, by=cuc, at=self.moment(year, 11, 20))
        task = tasks_of(unit).order_by("content__order").last()
        # In the last period that is over: its report can be signed on whatever day the demonstration is made.
        period = ReportingPeriod.objects.filter(cut_off_on__lt=self.today).latest("starts_on")
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
        report_of_others(period=period, organisations=self.organisations, officer=cuc, served=issued, at=self.at)

    def report(self, unit, period):
        at = min(self.at, timezone.make_aware(datetime.datetime.combine(period.due_on, datetime.time(9))))
        report = reporting.start_report(period=period, organisation=unit, by=self.people["donvi"], at=at)
        reporting.draft(report=report, by=self.people["donvi"], at=at)

    # This year's first batch: everything is accepted and the deadline has passed; the list can be fixed.

    def ready_round(self):
        year = self.today.year
        round_ = self.round_of(f"năm {year}, đợt 1", year, self.ago(60), self.ago(1), places=2)
        for one in invented.READY:
            entry = self.submitted(round_, one, self.ago(20))
            registrations.accept(entry=entry, by=self.people["so"], at=self.ago(18))

    # This year's second batch: a round that takes dossiers, with entries in every state.

    def present_round(self):
        closes = self.at.replace(hour=10, minute=0, second=0, microsecond=0) + datetime.timedelta(days=14)
        round_ = self.round_of(f"năm {self.today.year}, đợt 2", self.today.year, self.ago(30), closes, places=10)
        so = self.people["so"]
        for number, (state, one) in enumerate(invented.THIS_YEAR):
            filed, seen = self.ago(20 - number), self.ago(12 - number)
            if state == "draft":
                self.filled(round_, one, filed)
                continue
            entry = self.submitted(round_, one, filed)
            if state == "accepted":
                registrations.accept(entry=entry, by=so, at=seen)
            elif state == "returned":
                registrations.return_for_completion(entry=entry, points=[POINT], by=so, at=seen)
            elif state == "refused":
                registrations.refuse(
                    entry=entry,
                    reason="Sản phẩm mua về đóng gói lại, không do cơ sở sản xuất.",
                    article="Điều 4 Thông tư 26/2014/TT-BCT",
                    by=so,
                    at=seen,
                )
            elif state == "withdrawn":
                registrations.withdraw(entry=entry, reason="Cơ sở chuyển sang kỳ sau.", by=entry.submitted_by, at=seen)

    def commune_round(self):
        """The commune's own round, with a dossier that waits for its officer."""
        officer, year, place = self.people["xa"], self.today.year, lower_first(self.commune.full_name)
        round_ = registrations.create_round(
            level=VoteLevel.LOWEST,
            organiser=self.organisations["ubnd-xa-cai-nhum"],
            title=f"Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu {place} năm {year}",
            year=year,
            opens_at=self.ago(15),
            closes_at=self.at + datetime.timedelta(days=20),
            announcement="Cơ sở trên địa bàn xã nộp hồ sơ trên cổng; cần giúp thì đến bộ phận một cửa của xã.",
            places=5,
            by=officer,
            at=self.ago(15),
        )
        round_ = registrations.announce(round=round_, by=officer, at=self.ago(15))
        self.submitted(round_, invented.OF_THE_COMMUNE, self.ago(3))

    def region(self):
        """A regional round open for what the provinces nominate."""
        cuc = self.people["cuc"]
        region = region_of(self.so.unit, Region.Kind.VOTE, on=self.today)
        round_ = registrations.create_round(
            level=VoteLevel.REGION,
            organiser=self.organisations["cuc-dck"],
            region=region,
            title=f"Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu khu vực {region.name} năm {self.today.year}",
            year=self.today.year,
            opens_at=self.ago(10),
            closes_at=self.at + datetime.timedelta(days=35),
            announcement="Các Sở Công Thương gửi danh sách trích ngang và hồ sơ của sản phẩm được đề cử.",
            requires_lower_level=True,
            by=cuc,
            at=self.ago(10),
        )
        registrations.announce(round=round_, by=cuc, at=self.ago(10))

    def moment(self, year, month, day, hour=9):
        """That moment in Vietnam, but never later than now."""
        return min(timezone.make_aware(datetime.datetime(year, month, day, hour)), self.at)
