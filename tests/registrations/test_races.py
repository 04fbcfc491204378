"""Sixteen threads at one door: one winner, nobody lost, no number twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cnnt_portal import seen
from cnnt_portal.errors import Refused
from registrations import operations
from registrations.models import DossierVersion, Entry, EntryHistory, Establishment, SentList, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories import accounts, geography
from tests.factories import registrations as make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
THREADS = 16


def race(deeds):
    """Start all deeds at one moment; [(result or None, refusal or None)]."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            return deed(), None
        except Refused as refusal:
            return None, refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def winners(outcomes):
    return [result for result, refusal in outcomes if refusal is None]


def test_one_of_sixteen_submissions_wins_and_one_version_is_frozen():
    entry = make.complete_entry()
    owner = make.owner_of_entry(entry)

    def submit():
        return operations.submit(entry=Entry.objects.get(pk=entry.pk), is_true_stated=True, by=owner, at=make.AT)

    assert len(winners(race([submit] * THREADS))) == 1
    assert (entry.dossier.versions.count(), entry.history.count()) == (1, 1)


def test_of_three_hundred_establishments_that_file_at_once_none_is_lost_and_none_filed_twice():
    """Each of them clicks twice; forty connections work through the six hundred clicks."""
    entries = make.complete_entries(300)
    owners = {entry.pk: make.owner_of_entry(entry) for entry in entries}
    clicks = [entry.pk for entry in entries for _ in range(2)]
    # The second click of each comes at once after the first, on another connection.
    batches = [clicks[start::40] for start in range(40)]

    def filing(keys):
        def deed():
            done = []
            for key in keys:
                try:
                    entry = Entry.objects.get(pk=key)
                    done.append(operations.submit(entry=entry, is_true_stated=True, by=owners[key], at=make.AT).pk)
                except Refused:
                    # The other click was first.
                    continue
            return done

        return deed

    filed = [key for done, _ in race([filing(keys) for keys in batches]) for key in done]
    assert sorted(filed) == sorted(owners)
    found = list(Entry.objects.select_related("version"))
    assert {entry.state for entry in found} == {EntryState.SUBMITTED}
    assert len({entry.tracking_code for entry in found}) == 300
    assert len({entry.version_id for entry in found}) == DossierVersion.objects.count() == 300
    assert all(entry.version.is_intact for entry in found)
    assert EntryHistory.objects.filter(step="submit").count() == 300


def test_one_of_sixteen_acceptances_wins():
    entry = make.submitted_entry()
    officer = make.officer_of(entry.round)

    def accept():
        return operations.accept(entry=Entry.objects.get(pk=entry.pk), by=officer, at=make.AT)

    assert [won.code for won in winners(race([accept] * THREADS))] == ["B-001"]
    assert Entry.objects.get().history.filter(step="accept").count() == 1


def test_entries_accepted_at_once_get_codes_without_gap_or_twin():
    round = make.open_round()
    officer = make.officer_of(round)
    entries = [make.submitted_entry(round) for _ in range(8)]

    def accepting(entry):
        return lambda: operations.accept(entry=entry, by=officer, at=make.AT)

    codes = sorted(won.code for won in winners(race([accepting(entry) for entry in entries])))
    assert codes == [f"B-{number:03}" for number in range(1, 9)]


def test_of_an_acceptance_and_a_withdrawal_at_once_the_history_tells_one_order():
    entry = make.submitted_entry()
    officer, owner = make.officer_of(entry.round), make.owner_of_entry(entry)
    race(
        [
            lambda: operations.accept(entry=entry, by=officer, at=make.AT),
            lambda: operations.withdraw(entry=entry, by=owner, at=make.AT),
        ]
    )
    entry = Entry.objects.get()
    steps = list(entry.history.values_list("from_state", "to_state"))
    assert entry.state == EntryState.WITHDRAWN
    assert steps[-1][1] == EntryState.WITHDRAWN
    assert [after for _, after in steps[:-1]] == [before for before, _ in steps[1:]]


def test_one_tax_code_declared_by_eight_people_at_once_is_one_establishment():
    make.rule_sets()
    code, commune = make.tax_code(), geography.commune()
    people = [accounts.make_person() for _ in range(8)]

    def declaring(person):
        return lambda: make.establishment(person, tax_code=code, commune=commune)

    outcomes = race([declaring(person) for person in people])
    assert len(winners(outcomes)) == 1
    assert {refusal.field for _, refusal in outcomes if refusal} == {"tax_code"}
    assert Establishment.objects.count() == 1


def test_a_tax_code_left_while_others_declare_it_stays_with_whoever_left_it():
    house, commune = make.establishment(), geography.commune()
    people = [accounts.make_person() for _ in range(5)]

    def declaring(person):
        return lambda: make.establishment(person, tax_code=house.tax_code, commune=commune)

    def leaving():
        return operations.change_tax_code(
            establishment=house,
            tax_code="086075001234",
            cause="personal_number",
            changed_on=make.AT.date(),
            by=make.owner_of(house),
            at=make.AT,
        )

    outcomes = race([*map(declaring, people[:3]), leaving, *map(declaring, people[3:])])
    assert [won.new for won in winners(outcomes)] == ["086075001234"]
    assert Establishment.objects.count() == 1


def test_who_moves_house_while_filing_has_filed_from_the_old_place_or_not_at_all():
    entry = make.complete_entry()
    owner, commune = make.owner_of_entry(entry), accounts.make_commune(province=geography.province("Lào Cai"))

    def moving():
        return operations.update_establishment(
            establishment=Establishment.objects.get(), commune=commune, by=owner, at=make.AT
        )

    race([lambda: make.submit(Entry.objects.get(pk=entry.pk)), moving])
    entry = Entry.objects.get()
    filed_from = entry.version and entry.version.establishment["province_code"]
    assert (entry.state, filed_from) in [(EntryState.SUBMITTED, entry.round.unit.code), (EntryState.DRAFT, None)]


def test_one_of_eight_saves_of_a_section_wins():
    from registrations.fields import SECTION_OF

    dossier = make.draft_entry().dossier
    owner = make.owner_of(dossier.product.establishment)

    def saving(number):
        return lambda: operations.save_section(
            dossier=dossier,
            section=SECTION_OF["culture"],
            answers={"culture": f"Bản {number}"},
            revision=0,
            by=owner,
            at=make.AT,
        )

    outcomes = race([saving(number) for number in range(8)])
    [won] = winners(outcomes)
    dossier.refresh_from_db()
    assert (dossier.answers, dossier.revision) == (won.answers, 1)
    stale = next(refusal for _, refusal in outcomes if refusal)
    assert stale.stored == won.answers


def test_one_of_eight_who_write_in_one_box_of_the_profile_wins_and_the_others_see_it():
    house = make.establishment(address="Ấp 3")
    owner, shown = make.owner_of(house), {"address": seen.mark("Ấp 3")}

    def saving(number):
        def deed():
            read = Establishment.objects.get(pk=house.pk)
            facts = {"commune": read.commune, "address": f"Ấp {number}"}
            marks = shown | {"commune": seen.mark(seen.as_text(read.commune))}
            return operations.update_establishment(establishment=read, shown=marks, by=owner, at=make.AT, **facts)

        return deed

    outcomes = race([saving(number) for number in range(10, 18)])
    won = [number for number, (_, refusal) in enumerate(outcomes, 10) if refusal is None]
    assert len(won) == 1
    assert Establishment.objects.get(pk=house.pk).address == f"Ấp {won[0]}"
    assert {refusal.stored["address"] for _, refusal in outcomes if refusal} == {f"Ấp {won[0]}"}


def test_a_code_that_two_lists_and_its_owner_bring_at_once_is_one_establishment():
    lists = [
        make.sent_list({"tax_code": make.TAKEN, "product": product}, round=make.open_round(VoteLevel.REGION))
        for product in ("Tiêu sọ", "Kẹo dừa")
    ]
    person, officer, commune = accounts.make_person(), people.cuc_officer(), geography.commune()

    def taking_in(sent):
        return lambda: operations.import_list(sent=SentList.objects.get(pk=sent.pk), by=officer, at=make.AT)

    def declare():
        return make.establishment(owner=person, commune=commune, tax_code=make.TAKEN, name="Hợp tác xã Bầu Mây")

    outcomes = race([declare, *map(taking_in, lists)])
    assert Establishment.objects.filter(tax_code=make.TAKEN).count() == Establishment.objects.count() == 1
    # Whoever was told to look again does, and then all stands with the one.
    for deed, (_, refusal) in zip([declare, *map(taking_in, lists)], outcomes, strict=True):
        if refusal is not None:
            deed()
    house = Establishment.objects.get()
    assert (house.products.count(), house.organisation is None) == (2, False)
