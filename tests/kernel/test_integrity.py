"""The invariants hold after a whole life, and each can be broken."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.models import NumberSeries
from cnnt_portal.accounts.models import Membership, User
from judging.models import Council, LedgerRecord
from registrations.models import Entry
from tests import people
from tests.factories import certificates, judging, registrations


def broken(capsys):
    """What the command says is wrong, fact by fact."""
    with pytest.raises(CommandError):
        call_command("check_integrity")
    lines = capsys.readouterr().out.splitlines()
    return [line.strip() for line in lines if line.startswith("    ")]


@pytest.fixture
def life(db):
    """A certificate and all that led to it."""
    return certificates.certificate()


def test_everything_holds_after_a_whole_life(life, capsys):
    call_command("check_integrity", "--files")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 6
    assert {line[:4] for line in lines} == {"đúng"}


def test_a_state_written_by_hand_shows(db, capsys):
    entry = registrations.accepted_entry()
    Entry.objects.filter(pk=entry.pk).update(state="submitted")
    assert broken(capsys) == [
        f"registrations.Entry {entry.pk}: đang “submitted”, lịch sử dừng ở “accepted”",
    ]


def test_a_cut_ledger_shows(db, capsys):
    scoring = judging.closed_pass()
    council = Council.objects.get(round=scoring.round)
    LedgerRecord.objects.filter(round=scoring.round, sequence=council.ledger_length).delete()
    assert broken(capsys) == [f"hội đồng {council.pk}: dòng {council.ledger_length}"]


def test_a_number_taken_without_a_certificate_shows(life, capsys):
    series = NumberSeries.objects.get()
    NumberSeries.objects.update(last=2)
    number = series.pattern.format(number=2, year=series.year)
    assert [line.rsplit(": ", 1)[1] for line in broken(capsys)] == [f"{number} thiếu"]


def test_a_role_held_twice_and_a_role_of_a_closed_account_show(db, capsys):
    officer = people.so_officer()
    role = officer.memberships.get()
    today = timezone.localdate()
    Membership.objects.filter(pk=role.pk).update(valid_to=today)
    again = Membership.objects.create(
        user=officer, organisation=role.organisation, role=role.role, valid_from=today + datetime.timedelta(days=1)
    )
    call_command("check_integrity")
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert broken(capsys) == [f"vai trò {role.pk} của người dùng {officer.pk}"]
    assert again.valid_to is None
