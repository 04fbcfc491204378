"""A round of 1,000 entries × 15 judges × 4 criteria in two passes, and 200 judges who save in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cache

from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone

from cnnt_portal import urls
from cnnt_portal.accounts.models import User
from judging import queries
from judging.models import Assignment, ConflictDeclaration, Judge, PassResult, Score, ScoreSheet, ScoringPass
from judging.scoring import mean, passes
from judging.workflow import PassState, SheetState
from tests import people
from tests.factories import judging as make
from tests.factories.registrations import accepted_entry, open_round

from . import figure

ENTRIES, JUDGES, PASSES = 1_000, 15, 2
SAVERS, WORKERS, QUERIES = 200, 16, 6


def _round(entries):
    round = open_round()
    accepted_entry(round=round)
    make.accepted_entries(round, entries - 1, per_house=5)
    return round


def _judges(council, number):
    users = User.objects.bulk_create(
        User(email=f"bench-{council.pk}-{n}@thu.vn", full_name=f"Giám khảo số {n}") for n in range(number)
    )
    return Judge.objects.bulk_create(Judge(panel=council.panel, user=user) for user in users)


@cache
def large_round():
    council = make.council(_round(ENTRIES), judges=0)
    judges, entries, now = _judges(council, JUDGES), list(queries.entries_to_judge(council)), timezone.now()
    rules = queries.rules_of(council.round)
    for number in range(1, PASSES + 1):
        scoring_pass = ScoringPass.objects.create(
            round=council.round, number=number, state=PassState.CLOSED, closed_at=now, closed_by=people.secretary()
        )
        _sheets(scoring_pass, entries, judges, rules, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return council


def _sheets(scoring_pass, entries, judges, rules, now):
    totals = {
        (e.pk, j.pk): Decimal(70 + (a * 7 + b * 3) % 30) for a, e in enumerate(entries) for b, j in enumerate(judges)
    }
    sheets = ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(
                scoring_pass=scoring_pass, entry_id=entry, judge_id=judge, total=total, state=SheetState.SUBMITTED,
                submitted_at=now,
            )
            for (entry, judge), total in totals.items()
        ],
        batch_size=2_000,
    )  # fmt: skip
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, criterion=criterion.code, maximum=criterion.maximum, value=criterion.maximum / 2)
            for sheet in sheets
            for criterion in rules.criteria
        ],
        batch_size=2_000,
    )
    found = {entry: mean([totals[entry.pk, judge.pk] for judge in judges], rules.digits) for entry in entries}
    PassResult.objects.bulk_create(
        PassResult(scoring_pass=scoring_pass, entry=e, mean=m, counted=JUDGES, is_passed=passes(m, rules.threshold))
        for e, m in found.items()
    )


@figure("result_table", limit=3, rounds=10)
def result_table():
    """Both passes' tables as the page takes them, against the same statements fetched raw."""
    council, reader = large_round(), people.secretary()

    def tables():
        return [queries.score_table(scoring_pass, reader) for scoring_pass in council.round.passes.all()]

    with CaptureQueriesContext(connection) as captured:
        found = tables()
    if [len(table.rows) for table in found] != [ENTRIES] * PASSES or len(captured) > QUERIES * PASSES:
        raise AssertionError(f"{[len(table.rows) for table in found]} rows in {len(captured)} queries")
    statements = [query["sql"] for query in captured.captured_queries]

    def raw():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return tables, raw


def one_row(request, pk):
    """The least that saving could be: who is it, and one UPDATE."""
    mine = ScoreSheet.objects.filter(pk=pk, judge__user=request.user)
    return HttpResponse(str(mine.update(saved_at=request.at)))


urlpatterns = [*urls.urlpatterns, path("bench/<int:pk>/", one_row)]


@cache
def waiting_judges():
    """Two hundred judges, each signed in before a blank sheet of their own: [(client, sheet)]."""
    council = make.council(_round(2), judges=0)
    judges, entry, now = _judges(council, SAVERS), queries.entries_to_judge(council).first(), timezone.now()
    scoring_pass = ScoringPass.objects.create(round=council.round, number=1, state=PassState.OPEN, opened_at=now)
    Assignment.objects.bulk_create(Assignment(judge=judge, entry=entry, assigned_at=now) for judge in judges)
    ConflictDeclaration.objects.bulk_create(
        ConflictDeclaration(judge=judge, entry=entry, kind="none", declared_at=now, declared_by=judge.user)
        for judge in judges
    )
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(scoring_pass=scoring_pass, entry=entry, judge=judge) for judge in judges
    )
    clients = [Client() for _ in judges]
    for client, judge in zip(clients, judges, strict=True):
        client.force_login(judge.user)
    return list(zip(clients, sheets, strict=True))


def at_once(pool, ask):
    def one(pair):
        response = ask(*pair)
        if response.status_code != 200:  # noqa: PLR2004
            raise AssertionError(response.status_code)

    list(pool.map(one, waiting_judges()))


@figure("judges_saving_at_once", limit=3, rounds=5)
def judges_saving_at_once():
    """Each saves one field of the score sheet, against an UPDATE of one row behind the same middleware. What was saved
    last must be there afterwards, every time, and the ledger must not have grown."""
    pool, turn = ThreadPoolExecutor(WORKERS), [0]
    council = waiting_judges()[0][1].scoring_pass.round.council
    council.refresh_from_db()
    before = council.ledger_length

    def ours():
        turn[0] = turn[0] % 39 + 1
        at_once(pool, lambda client, sheet: client.post(
            reverse("judging:sheet_save_field", args=[sheet.pk, "diem_market"]), {"diem_market": f"{turn[0]},5"}
        ))  # fmt: skip
        saved = Score.objects.filter(sheet__scoring_pass__round=council.round, criterion="market")
        council.refresh_from_db()
        if list(saved.values_list("value", flat=True)) != [Decimal(f"{turn[0]}.5")] * SAVERS:
            raise AssertionError("a save was lost")
        if council.ledger_length != before:
            raise AssertionError("saving wrote into the ledger")

    def bare():
        with override_settings(ROOT_URLCONF=__name__):
            at_once(pool, lambda client, sheet: client.post(f"/bench/{sheet.pk}/"))

    return ours, bare
