"""Whatever is sent to the forms of this room: no 500, and either everything of a form is written or nothing."""

from functools import cache

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.fields import SECTIONS
from registrations.forms import SectionForm
from registrations.models import (
    Entry,
    EntryHistory,
    Establishment,
    JoinRequest,
    OfficeNotice,
    Paper,
    PaperSets,
    PolicyPage,
    PolicyStatement,
    PolicyVersion,
    Product,
    Round,
)
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
def test_a_section_keeps_what_could_be_read_and_nothing_else(client_of, data):
    entry = make.draft_entry(round=_round(), product_=make.product(_shop()))
    section = data.draw(st.sampled_from(SECTIONS))
    names = list(SectionForm(section=section, years=make.YEARS).fields)
    changed = data.draw(st.dictionaries(st.sampled_from(names), TYPED, min_size=1, max_size=4))
    answer = client_of(make.owner_of_entry(entry)).post(
        url("dossier_edit", entry.pk, section.key), section_data(section) | changed
    )

    entry.dossier.refresh_from_db()
    assert answer.status_code in (200, 302)
    assert entry.dossier.revision <= 1
    if answer.status_code == 302:
        assert entry.dossier.revision == 1
    else:
        wrong = set(answer.context["form"].errors)
        kept = entry.dossier.answers
        by_year = {key: value for key, value in kept.items() if isinstance(value, dict)}
        assert not wrong & (kept.keys() - by_year.keys())
        assert not wrong & {f"{key}_{year}" for key, years in by_year.items() for year in years}


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
    seen = dict.fromkeys(("seen", "han-seen"), entry.version_id)
    answer = client_of(people.so_officer()).post(url(name, *at), typed | seen)

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


POLICY = ["title", "summary", "note", "shown", *(f"cau-{key}" for key in ("TOTAL_FORMS", "INITIAL_FORMS"))]
STATEMENT = ["heading", "text", "article", "DELETE"]


@FEW
@given(st.data())
def test_a_policy_page_is_published_whole_or_stays_as_it_was(client_of, data):
    page = PolicyPage.objects.first()
    if page is None:
        make.operations.load_policies(by=None, at=make.AT)
        page = PolicyPage.objects.first()
    said = page.versions.first()
    right = {"title": said.title, "summary": "", "note": "Sửa chữ", "shown": str(said.number)}
    right |= {"cau-TOTAL_FORMS": "2", "cau-INITIAL_FORMS": "0"}
    right |= {f"cau-{row}-{name}": "Điều 4" for row in "01" for name in ("text", "article")}
    names = [*POLICY, *(f"cau-{row}-{name}" for row in "01" for name in STATEMENT), "preview"]
    changed = data.draw(st.dictionaries(st.sampled_from(names), TYPED, max_size=3))
    before = PolicyVersion.objects.count(), PolicyStatement.objects.count()
    answer = client_of(people.cuc_officer()).post(url("policy_edit", page.slug), right | changed)

    assert answer.status_code in (200, 302)
    after = PolicyVersion.objects.count(), PolicyStatement.objects.count()
    if answer.status_code == 200:
        assert after == before
    else:
        assert after == (before[0] + 1, before[1] + page.versions.first().statements.count())
        assert page.versions.first().statements.exists()


@FEW
@given(title=TYPED, text=TYPED)
def test_a_notice_stands_on_the_offices_page_or_is_not_kept(client_of, title, text):
    office, before = people.so(), OfficeNotice.objects.count()
    answer = client_of(people.so_officer()).post(url("office_detail", office.pk), {"title": title, "text": text})

    assert answer.status_code in (200, 302)
    assert OfficeNotice.objects.count() - before == (answer.status_code == 302)
    for notice in OfficeNotice.objects.all()[before:]:
        assert notice.title.strip()
        assert notice.text.strip()


@FEW
@given(
    keys=st.lists(st.one_of(TYPED, st.just("own")), max_size=3),
    deed=st.one_of(TYPED, st.sampled_from(["tiep-nhan", "giao"])),
    officer=TYPED,
)
def test_several_entries_at_once_move_as_the_page_says_or_not_at_all(client_of, keys, deed, officer):
    entry = Entry.objects.filter(state="submitted").first() or make.submitted_entry(round=_round())
    sent = {"entries": [str(entry.pk) if key == "own" else key for key in keys], "deed": deed, "officer": officer}
    sent[f"{entry.pk}-seen"] = entry.version_id
    before = EntryHistory.objects.count()
    browser = client_of(people.so_officer())
    assert browser.get(url("entry_bulk"), sent).status_code in (200, 302)
    assert EntryHistory.objects.count() == before
    assert browser.post(url("entry_bulk"), sent).status_code in (200, 302)

    accepted = set(sent["entries"]) == {str(entry.pk)} and deed in ("", "tiep-nhan")
    assert EntryHistory.objects.count() - before == accepted
    entry.refresh_from_db()
    assert entry.assigned_to is None


@FEW
@given(
    values=st.fixed_dictionaries(dict.fromkeys(["nam", "cap", "tinh", "ky", "trang"], TYPED)), slug=st.text(max_size=9)
)
def test_the_causes_bear_any_filter(client_of, values, slug):
    _round()
    office = client_of(people.so_officer())
    for address in (url("cause_list"), url("cause_detail", "anh-khong-ro")):
        assert office.get(address, values).status_code == 200
    for form in ("registrations.causes", "registrations.cause"):
        wish = values | {"lydo": slug}
        assert office.get(reverse("exports:export_make", args=[form, "xlsx"]), wish).status_code in (200, 404)


@FEW
@given(
    values=st.fixed_dictionaries({"tax_code": TYPED, "cause": TYPED, "changed_on": TYPED}),
    wrong=st.sampled_from([0, 1, 2]),
)
def test_a_tax_code_changes_with_its_history_or_not_at_all(client_of, values, wrong):
    house = _shop()
    right = {"tax_code": make.tax_code(), "cause": "reissued", "changed_on": "01/07/2025"}
    name = list(right)[wrong]
    before = house.tax_code_changes.count()
    answer = client_of(make.owner_of(house)).post(url("tax_code_change"), right | {name: values[name]})

    assert answer.status_code in (200, 302)
    assert house.tax_code_changes.count() - before == (answer.status_code == 302)


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
