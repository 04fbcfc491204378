"""Time that the portal was down before a deadline is given back, to everybody, by one written rule."""

import datetime
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cnnt_portal.audit.models import Event
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.health import web_answers
from cnnt_portal.notifications.models import Notice
from registrations import operations
from registrations.lateness import WINDOW, extended
from registrations.models import Outage, Pulse, Round
from registrations.operations import outages
from registrations.operations.outages import feel_pulse
from registrations.tasks import pulse
from registrations.workflow import EntryState
from tests.factories import registrations as make

MINUTE = datetime.timedelta(minutes=1)
CLOSES = make.CLOSES.replace(second=0, microsecond=0)


def at(minutes):
    return CLOSES + minutes * MINUTE


@pytest.mark.parametrize(
    ("outages", "later"),
    [
        ([], 0),
        ([(-60, -30)], 30),
        ([(-60, -30), (-20, -10)], 40),
        # A minute that two records claim counts once.
        ([(-60, -30), (-45, -15)], 45),
        # Before the last 24 hours nothing is owed; what reaches into them is owed in part.
        ([(-1600, -1500)], 0),
        ([(-1450, -1430)], 10),
        # Down at the deadline: what runs out during the outage is given back too.
        ([(-10, 20)], 30),
        # Down again while the time given back runs.
        ([(-60, -30), (10, 20)], 40),
        # After everything is over nothing more is owed.
        ([(-60, -30), (31, 90)], 30),
        ([(5, 60)], 0),
    ],
)
def test_what_the_rule_gives_back(outages, later):
    assert extended(CLOSES, [(at(begun), at(over)) for begun, over in outages]) == at(later)


SPANS = st.lists(
    st.tuples(st.integers(-90_000, 9_000), st.integers(1, 20_000)).map(lambda span: (span[0], sum(span))), max_size=6
)


@given(SPANS)
def test_never_less_than_was_lost_in_the_last_day_and_in_any_order_the_same(seconds):
    outages = [
        (CLOSES + datetime.timedelta(seconds=begun), CLOSES + datetime.timedelta(seconds=over))
        for begun, over in seconds
    ]
    end = extended(CLOSES, outages)
    minutes = {
        second for begun, over in seconds for second in range(max(begun, -int(WINDOW.total_seconds())), min(over, 0))
    }
    assert end - CLOSES >= datetime.timedelta(seconds=len(minutes))
    assert end == extended(CLOSES, outages[::-1])


@pytest.mark.django_db
def test_after_a_silence_the_server_writes_it_down_and_moves_the_deadline_for_everybody(settings):
    settings.OUTAGE_AFTER_SECONDS = 180
    round = make.open_round(closes_at=CLOSES)
    late, owner_of_late = (entry := make.complete_entry(round)), make.owner_of_entry(entry)
    for minute in (-120, -119, -118):
        assert feel_pulse(at(minute)) is None
    outage = feel_pulse(at(-78))
    assert (outage.minutes, outage.source, feel_pulse(at(-78))) == (40, Outage.Source.NOTICED, None)
    round = Round.objects.get(pk=round.pk)
    assert (round.closes_at, round.grace_until) == (CLOSES, at(40))
    assert Notice.objects.filter(kind="registrations.deadline_moved", recipient=owner_of_late).count() == 1
    assert Event.objects.filter(name__endswith="grant_grace").count() == 1
    late = operations.submit(entry=late, is_true_stated=True, by=owner_of_late, at=at(39))
    assert late.state == EntryState.SUBMITTED
    other = make.product(make.establishment())
    owner = make.owner_of(other.establishment)
    with pytest.raises(NotPermitted, match="hết hạn nhận hồ sơ"):
        operations.start_entry(product=other, round=round, by=owner, at=at(40))


@pytest.mark.django_db
def test_an_outage_that_could_not_be_written_is_written_at_the_next_sign_of_life(settings, monkeypatch):
    settings.OUTAGE_AFTER_SECONDS = 180
    round = make.open_round(closes_at=CLOSES)
    feel_pulse(at(-120))

    def die(**facts):
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(outages, "grant_grace", die)
        with pytest.raises(OSError, match="killed"):
            feel_pulse(at(-80))
    assert not Outage.objects.exists()

    assert feel_pulse(at(-79)).minutes == 41
    assert Round.objects.get(pk=round.pk).grace_until == at(41)


@contextmanager
def a_web(*statuses):
    """The address of a web that answers so, one after the other; the last stands."""
    coming = list(statuses)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(coming.pop(0) if len(coming) > 1 else coming[0])
            self.end_headers()

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as web:
        thread = threading.Thread(target=web.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"http://127.0.0.1:{web.server_port}/"
        finally:
            web.shutdown()
            thread.join()


@pytest.mark.django_db
def test_a_worker_whose_web_does_not_answer_gives_no_sign_of_life(settings):
    def felt():
        before = set(Pulse.objects.values_list("at", flat=True))
        pulse()
        return bool(set(Pulse.objects.values_list("at", flat=True)) - before)

    with a_web(200) as address:
        settings.PULSE_URL = address
        assert [felt(), felt()] == [True, True]
    assert not felt()
    with a_web(503) as address:
        settings.PULSE_URL = address
        assert not felt()
    settings.PULSE_URL = ""
    assert felt()


@pytest.mark.django_db
def test_the_web_is_asked_without_the_proxies_of_the_machine(settings, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with a_web(200) as settings.PULSE_URL:
        assert web_answers()


@pytest.fixture
def no_patience(settings):
    """Every silence between two signs of life was too long."""
    settings.OUTAGE_AFTER_SECONDS = 0


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["http://127.0.0.1:1/", "nginx/suc-khoe/"])
def test_an_address_that_never_answered_was_no_outage_when_it_is_corrected(settings, no_patience, wrong):
    with a_web(200) as right:
        for settings.PULSE_URL in (right, wrong, right):
            pulse()
    # Nor when the portal moved to another address.
    with a_web(200) as settings.PULSE_URL:
        pulse()
    assert Pulse.objects.count() == 1
    assert not Outage.objects.exists()


@pytest.mark.django_db
def test_an_address_that_answered_and_then_fell_silent_was_down(settings, no_patience):
    with a_web(503, 200, 503, 200) as settings.PULSE_URL:
        written = []
        for _ in range(4):
            pulse()
            written.append(Outage.objects.count())
    assert written == [0, 0, 0, 1]


@pytest.mark.django_db
def test_a_second_sign_of_life_left_over_from_long_ago_is_not_believed(settings, no_patience):
    with a_web(200, 503, 200) as settings.PULSE_URL:
        pulse()
        Pulse.objects.create(pk=Pulse.ONLY + 1, at=at(-90_000), address=settings.PULSE_URL)
        Pulse.objects.filter(pk=Pulse.ONLY).update(address="http://127.0.0.1:1/")
        pulse()
        pulse()
    assert Pulse.objects.count() == 1
    assert not Outage.objects.exists()


@pytest.mark.django_db
def test_the_office_cannot_fix_the_list_while_time_given_back_runs():
    round = make.open_round(closes_at=CLOSES)
    operations.record_outage(started_at=at(-60), ended_at=at(-30), by=None, at=at(-30))
    officer = make.officer_of(round)
    with pytest.raises(NotPermitted, match="Còn trong thời hạn"):
        operations.fix_list(round=round, by=officer, at=at(29))
    operations.fix_list(round=round, by=officer, at=at(30))


@pytest.mark.django_db
def test_only_the_administrator_reports_an_outage_and_says_why(cast):
    span = {"started_at": at(-60), "ended_at": at(-30)}
    with pytest.raises(NotPermitted):
        operations.record_outage(**span, note="Mất điện", by=cast.so_officer, at=at(0))
    with pytest.raises(Refused, match="vì sao"):
        operations.record_outage(**span, by=cast.administrator, at=at(0))
    for _ in range(2):
        operations.record_outage(**span, note="Đứt cáp", by=cast.administrator, at=at(0))
    assert [(row.note, row.recorded_by) for row in Outage.objects.all()] == [("Đứt cáp", cast.administrator)]
    for wrong in ({"ended_at": at(-60)}, {"ended_at": at(5)}):
        with pytest.raises(Refused):
            operations.record_outage(**span | wrong, note="Đứt cáp", by=cast.administrator, at=at(0))


@pytest.mark.django_db
def test_the_rule_and_the_log_are_public(client, django_assert_num_queries):
    address = reverse("registrations:outage_list")
    for start in (-300, -200, -100):
        operations.record_outage(started_at=at(start), ended_at=at(start + 7), by=None, at=at(0))
    with django_assert_num_queries(2):
        page = client.get(address).content.decode()
    assert page.count(">Máy chủ tự ghi<") == 3
    assert "24 giờ trước hạn" in page
