"""A cohort of products led through the rounds of several years, each act on its own day; no browser."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from certificates import operations as certificates
from cnnt_portal.accounts.models import Role
from judging import operations as judging
from judging import queries
from judging.models import Seat, Vote
from judging.queries import ledger
from judging.tools.verify_ledger import verify
from registrations import fields, operations
from registrations.models import PaperKind
from tests import people
from tests.factories import registrations as make
from tests.factories.accounts import make_member, make_person
from tests.factories.certificates import issued as issued_certificate
from tests.factories.judging import points

CRITERIA_YEARS = ("output", "revenue", "taxes")


def moment(day, hour=9):
    return datetime.datetime.combine(day, datetime.time(hour), ZoneInfo("Asia/Ho_Chi_Minh"))


def officer_of(organiser):
    return make_member(f"canbo-{organiser.pk}@coquan.vn", "Cán bộ thường trực", organiser, Role.OFFICER)


def announced(level, organiser, opens_on, *, title, **fields_):
    """A round that takes dossiers for sixty days."""
    make.rule_sets()
    at = moment(opens_on)
    round = operations.create_round(
        level=level,
        organiser=organiser,
        title=title,
        year=opens_on.year,
        opens_at=at,
        closes_at=at + datetime.timedelta(days=60),
        by=None,
        at=at,
        **fields_,
    )
    return operations.announce(round=round, by=officer_of(organiser), at=at)


def product_of(name, establishment, group, commune, day):
    """A real product of a real house, whose owner declares both on the portal."""
    at, owner = moment(day), make_person()
    house = operations.register_establishment(
        commune=commune,
        is_sme_stated=True,
        by=owner,
        at=at,
        name=establishment,
        legal_form="household",
        tax_code=make.tax_code(),
        registration_kind="Giấy chứng nhận đăng ký hộ kinh doanh",
        registration_number="54A8001234",
        registration_date=datetime.date(2016, 3, 12),
        registration_issuer="Phòng Tài chính – Kế hoạch",
        address="Ấp 3",
        phone="0270 3 812 345",
        email=owner.email,
        representative=owner.full_name,
    )
    return operations.create_product(
        establishment=house, name=name, group=group, is_set=False, items=(), by=owner, at=at
    )


def filed(product, round, day):
    """The owner writes the dossier and hands it in."""
    at, owner = moment(day), make.owner_of(product.establishment)
    entry = operations.start_entry(product=product, round=round, by=owner, at=at)
    answers = dict(make.ANSWERS)
    for key in CRITERIA_YEARS:
        answers[key] = {str(day.year - back): value for back, value in enumerate(answers[key].values(), 1)}
    for section in fields.SECTIONS:
        operations.save_section(
            dossier=entry.dossier,
            section=section,
            answers={key: answers[key] for key in section.keys if key in answers},
            revision=entry.dossier.section_revision(section.key),
            by=owner,
            at=at,
        )
    for kind in (PaperKind.REGISTRATION, PaperKind.PHOTO_FRONT, PaperKind.PHOTO_SIDE, PaperKind.PHOTO_TOP):
        make.add_paper(entry.dossier, kind)
    entry.dossier.refresh_from_db()
    return operations.submit(entry=entry, is_true_stated=True, by=owner, at=at)


def accept_all(round, day):
    for entry in round.entries.filter(state="submitted"):
        operations.accept(entry=entry, by=officer_of(round.organiser), at=moment(day))


def decided(round, totals):
    """The list is fixed, the panel gives each product its total, the council agrees to what passed and publishes it.
    `totals`: {product name: total}. Returns the council."""
    day = round.closes_at.date() + datetime.timedelta(days=1)
    office, secretary, chair = officer_of(round.organiser), people.secretary(), people.chair()
    round = operations.fix_list(round=round, by=office, at=moment(day))
    on = {"by": office, "at": moment(day, 10)}
    council = judging.set_up_council(
        round=round, name=f"Hội đồng – {round.title}"[:250], decision_number="125/QĐ", decision_date=day, **on
    )
    for user, seat in ((chair, Seat.CHAIR), (people.so_head(), Seat.DEPUTY), (secretary, Seat.SECRETARY)):
        judging.seat_member(council=council, user=user, seat=seat, **on)
    for user in people.judges():
        judging.add_judge(council=council, user=user, **on)
    on = {"by": secretary, "at": moment(day, 11)}
    judging.assign(council=council, **on)
    for judge in council.panel.judges.select_related("user"):
        for assignment in judge.assignments.select_related("entry__product", "judge__panel__council"):
            judging.declare(assignment=assignment, kind="none", by=judge.user, at=moment(day, 13))
    scoring_pass = judging.open_pass(council=council, by=secretary, at=moment(day, 14))
    for sheet in scoring_pass.sheets.select_related("entry__product", "judge__user"):
        judge, values = sheet.judge.user, points(round, Decimal(totals[sheet.entry.product.name]))
        judging.save_sheet(sheet=sheet, values=values, by=judge, at=moment(day, 15))
        judging.submit_sheet(sheet=sheet, by=judge, at=moment(day, 15))
    judging.close_pass(scoring_pass=scoring_pass, by=secretary, at=moment(day, 16))
    meet(council, day + datetime.timedelta(days=7))
    return council


def meet(council, day):
    secretary, on = people.secretary(), {"by": people.secretary(), "at": moment(day)}
    meeting = judging.plan_meeting(council=council, held_on=day, place="Phòng họp", **on)
    judging.open_meeting(meeting=meeting, **on)
    judging.record_attendance(meeting=meeting, present=list(council.members.all()), **on)
    ballots = queries.ballots(meeting)
    for result in queries.agenda(council, meeting):
        hands = dict.fromkeys(ballots[result.entry_id].present, Vote.Choice.AGREE)
        judging.record_hands(meeting=meeting, entry=result.entry, choices=hands, **on)
    judging.close_meeting(meeting=meeting, by=people.chair(), at=moment(day, 11))
    council.refresh_from_db()
    judging.publish(council=council, by=secretary, at=moment(day, 12))


def certified(council, issuer):
    """The authority signs ten days later; every product on the list gets its certificate: {product name: it}."""
    day = council.meeting.held_on + datetime.timedelta(days=10)
    office = officer_of(council.round.organiser)
    decision = certificates.enter_decision(
        round=council.round,
        number=f"{council.pk}/QĐ",
        decided_on=day,
        issuer=issuer,
        signer_name="Huỳnh Văn Ổn",
        signer_title="CHỦ TỊCH",
        by=office,
        at=moment(day),
    )
    found = {}
    for outcome in queries.published_recognised_outcomes(council.round):
        issued = issued_certificate(decision, outcome, by=office, at=moment(day, 10))
        found[outcome.entry.product.name] = issued
    return found


def sent_up(council, upper):
    """The council nominates whom it recognised; the office sends them into the round above."""
    day = upper.opens_at.date() + datetime.timedelta(days=5)
    judging.nominate(
        council=council,
        outcomes=list(queries.nominable(council)),
        decided_on=day,
        ground="Biên bản họp Hội đồng số 05/BB-HĐBC",
        by=people.secretary(),
        at=moment(day),
    )
    office = officer_of(council.round.organiser)
    certificates.send_up(round=council.round, upper=upper, by=office, at=moment(day, 10))
    accept_all(upper, day + datetime.timedelta(days=1))


def recounted(council):
    """Does the program that shares no code come to the same round?"""
    council.refresh_from_db()
    verify(list(ledger.ledger_lines(council)))
    return ledger.recounted(council.round)
