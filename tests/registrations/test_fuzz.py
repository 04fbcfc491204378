"""Whatever is sent to the forms of this room: no 500, and either everything of a form is written or nothing."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.fields import SECTIONS
from registrations.forms import SectionForm
from registrations.models import Entry, Establishment, JoinRequest, PaperSets, Round
from tests import people
from tests.factories import accounts
from tests.factories import registrations as make

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
