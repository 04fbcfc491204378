"""Whatever is sent to the forms of this room: no 500, and either everything of a form is written or nothing."""

from functools import cache

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.fields import SECTIONS
from registrations.forms import SectionForm
from registrations.models import Entry, EntryHistory, Establishment, JoinRequest, Paper, PaperSets, Product, Round
from tests import people
from tests.factories import accounts
from tests.factories import registrations as make
from tests.factories.files import jpeg, pdf, png, upload, xlsx

from .test_pages import declaration, section_data

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

TYPED = st.one_of(
    st.text(max_size=60),
    st.integers().map(str),
    st.sampled_from(
        ["", "0", "-1", "1e9", "9" * 400, "1.234.567", "½", "\x00", "\u202eab", "NaN", "31/02/2026", "<b>", "'--"]
    ),
)


DECLARED = ["tax_code", "name", "phone", "email", "address", "registration_date", "commune", "legal_form", "sme_labour"]


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


@FEW
@given(st.data())
def test_a_section_is_written_whole_or_not_at_all(client_of, data):
    entry = make.draft_entry(round=_round(), product_=make.product(_shop()))
    section = data.draw(st.sampled_from(SECTIONS))
    names = list(SectionForm(section=section, years=make.YEARS).fields)
    changed = data.draw(st.dictionaries(st.sampled_from(names), TYPED, min_size=1, max_size=4))
    answer = client_of(make.owner_of_entry(entry)).post(
        url("dossier_edit", entry.pk, section.key), section_data(section) | changed
    )

    entry.dossier.refresh_from_db()
    assert answer.status_code in (200, 302)
    # A refused form leaves the dossier as it was begun.
    assert bool(entry.dossier.answers) <= (answer.status_code == 302)
    assert (answer.status_code == 302) == (entry.dossier.revision == 1)


def _shop():
    return Establishment.objects.first() or make.establishment()


def _round():
    return Round.objects.first() or make.open_round()


@FEW
@given(changed=st.dictionaries(st.sampled_from(DECLARED), TYPED, min_size=1, max_size=4))
def test_a_declaration_makes_one_establishment_or_none(client_of, changed):
    make.rule_sets()
    before = Establishment.objects.count()
    answer = client_of(accounts.make_person()).post(url("establishment_create"), declaration(**changed))

    assert answer.status_code in (200, 302)
    assert Establishment.objects.count() - before == (1 if answer.status_code == 302 else 0)


@FEW
@given(values=st.fixed_dictionaries({"sets": TYPED, "way": TYPED, "arrived_on": TYPED}), code=TYPED, search=TYPED)
def test_the_desk_and_the_front_door_bear_anything(client_of, client, values, code, search):
    entry = Entry.objects.first() or make.submitted_entry()
    before = PaperSets.objects.count()
    answer = client_of(people.so_officer()).post(url("paper_sets", entry.pk), values)

    assert answer.status_code in (200, 302)
    assert PaperSets.objects.count() - before == (1 if answer.status_code == 302 else 0)
    assert client_of(accounts.make_person()).post(url("join"), {"tax_code": code}).status_code == 409
    assert not JoinRequest.objects.exists()
    for name, query in (("start", {"tinh": search, "cap": search}), ("office_list", {"q": search})):
        assert client.get(url(name), query).status_code == 200


# What the office types at an entry, and at a round.
DESK = {
    "entry_return": [f"diem-{key}" for key in ("TOTAL_FORMS", "INITIAL_FORMS", "0-part", "0-article", "0-bring")],
    "entry_refuse": ["cause", "reason", "article"],
    "entry_transfer": ["round", "reason"],
    "entry_assign": ["officer"],
    "entry_check_parts": ["1", "1_reason", "1_note"],
}
ROUND = {
    "round_create": ["title", "year", "opens_on", "closes_on", "closes_time", "places", "answer_days", "reminder_days"],
    "round_extend": ["closes_on", "closes_time", "reason"],
    "round_attach": ["title"],
}


@FEW
@given(st.data())
def test_the_offices_forms_bear_anything_and_move_nothing_that_they_refuse(client_of, data):
    entry = Entry.objects.first() or make.submitted_entry()
    name = data.draw(st.sampled_from([*DESK, *ROUND]))
    typed = data.draw(st.fixed_dictionaries(dict.fromkeys((DESK | ROUND)[name], TYPED)))
    at = {"round_create": [], "round_extend": [entry.round_id], "round_attach": [entry.round_id]}.get(name, [entry.pk])
    before = EntryHistory.objects.count(), Round.objects.count()
    answer = client_of(people.so_officer()).post(url(name, *at), typed)

    assert answer.status_code in (200, 302, 403, 409)
    assert (EntryHistory.objects.count(), Round.objects.count()) == before or answer.status_code == 302


@FEW
@given(name=TYPED, group=TYPED, items=st.lists(TYPED, max_size=4), is_set=st.booleans())
def test_a_product_is_declared_whole_or_not_at_all(client_of, name, group, items, is_set):
    before = Product.objects.count()
    facts = {"name": name, "group": group, "items": "\n".join(items)} | ({"is_set": "on"} if is_set else {})
    answer = client_of(make.owner_of(_shop())).post(url("product_create"), facts)

    assert answer.status_code in (200, 302)
    assert Product.objects.count() - before == (answer.status_code == 302)


@cache
def _wholes():
    """Made once: a workbook holds the time of its making, and its length may change with it."""
    return [jpeg(), png(), pdf(), xlsx()]


@FEW
@given(st.data())
def test_whatever_bytes_come_as_a_paper_are_kept_or_refused_in_words(client_of, data):
    entry = Entry.objects.first() or make.draft_entry()
    whole = bytearray(data.draw(st.sampled_from(_wholes())))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[place] ^= 0x55
    content = data.draw(st.sampled_from([bytes(whole), bytes(whole[: len(whole) // 2]), b"PK\x03\x04", b"%PDF-"]))
    before = Paper.objects.count()
    answer = client_of(make.owner_of_entry(entry)).post(
        url("paper_list", entry.pk), {"kind": "registration", "upload": upload(content, "giay.pdf")}
    )

    assert answer.status_code in (200, 302)
    assert Paper.objects.count() - before == (answer.status_code == 302)
