"""One dossier at two offices: each reads what was filed with it, asks for what it lacks and is answered by itself."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from registrations import operations, parts, permissions
from registrations.fields import SECTION_OF
from registrations.models import Entry, Ground, PaperKind, VoteLevel
from registrations.workflow import EntryState
from tests.factories import accounts, geography
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db
FIRST = SECTION_OF["product"].keys[0]


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def two_drafts():
    """The entries of one product in its commune and in its province, written once in one dossier."""
    commune = accounts.make_commune(province=geography.province("Vĩnh Long"))
    product = make.product(make.establishment(commune=commune))
    # The round of the very commune in which the establishment lies.
    below = make.open_round(VoteLevel.LOWEST, unit=commune)
    first, second = (make.draft_entry(round, product) for round in (below, make.open_round()))
    assert first.dossier == second.dossier
    make.fill_in(first.dossier)
    return first, second


def two_filed():
    return tuple(make.submit(Entry.objects.get(pk=entry.pk)) for entry in two_drafts())


def ask(entry, *named, at=make.AT):
    points = [make.POINT | {"part": part} for part in named]
    return operations.return_for_completion(entry=entry, points=points, by=make.officer_of(entry.round), at=at)


def write(entry, key, text):
    dossier = type(entry.dossier).objects.get(pk=entry.dossier_id)
    section = SECTION_OF[key]
    answers = {name: dossier.answers[name] for name in section.keys if name in dossier.answers}
    operations.save_section(
        dossier=dossier,
        section=section,
        answers=answers | {section.keys[0]: text},
        revision=dossier.section_revision(key),
        by=make.owner_of_entry(entry),
        at=make.AT,
    )


def answer(entry, at=make.AT, **said):
    entry = Entry.objects.get(pk=entry.pk)
    return operations.complete(entry=entry, is_true_stated=True, **said, by=make.owner_of_entry(entry), at=at)


# What an office reads


def test_an_office_reads_nothing_that_was_filed_elsewhere_and_withdrawn(client_of):
    first, second = two_drafts()
    first = make.submit(Entry.objects.get(pk=first.pk))
    operations.withdraw(entry=first, by=make.owner_of_entry(first), at=make.AT)
    write(second, "culture", "Viết lại cho Sở")
    second = make.submit(Entry.objects.get(pk=second.pk))
    elsewhere = first.version.papers.get(kind=PaperKind.PHOTO_FRONT)
    office = client_of(make.officer_of(second.round))

    compared = office.get(url("version_compare", second.pk), {"tu": "1", "den": "2"})
    desk = office.get(url("entry_detail", second.pk)).content.decode()

    assert "chưa có gì để so sánh" in compared.content.decode()
    assert make.ANSWERS["culture"] not in compared.content.decode()
    assert office.get(url("version_paper_download", second.pk, elsewhere.pk)).status_code == 404
    assert "Lần nộp thứ</dt><dd>1</dd>" in re.sub(r"\s*(<[^>]+>)\s*", r"\1", desk)
    assert url("version_compare", second.pk) not in desk
    own = client_of(make.officer_of(first.round))
    assert own.get(url("version_paper_download", first.pk, elsewhere.pk)).status_code == 200


def test_the_office_above_reads_what_climbed_and_what_was_completed_for_it_not_how_it_got_there(client_of):
    lower = ask(make.submitted_entry(), "culture")
    write(lower, "culture", "Sửa cho Sở")
    lower = answer(lower)
    lower = operations.accept(entry=lower, by=make.officer_of(lower.round), at=make.AT)
    ground = Ground("1/QĐ", timezone.localdate(make.AT), "1/GCN", timezone.localdate(make.CLOSES))
    upper = operations.enter_from_below(
        entry=lower, round=make.open_round(VoteLevel.REGION), ground=ground, by=make.officer_of(lower.round), at=make.AT
    )
    ask(upper, "culture")
    write(upper, "culture", "Sửa cho khu vực")
    upper = answer(upper)
    office = client_of(make.officer_of(upper.round))

    page = office.get(url("version_compare", upper.pk))
    raw = office.get(url("version_compare", upper.pk), {"tu": "0", "den": "1"})

    [row] = [row for row, _, _ in page.context["differences"]]
    assert (row.before, row.after) == ("Sửa cho Sở", "Sửa cho khu vực")
    assert make.ANSWERS["culture"] not in page.content.decode() + raw.content.decode()
    assert list(Entry.objects.get(pk=lower.pk).versions.values_list("number", flat=True)) == [1, 2]
    assert list(upper.versions.values_list("number", flat=True)) == [2, 3]
    of_before = lower.dossier.versions.get(number=1).papers.get(kind=PaperKind.PHOTO_FRONT)
    assert office.get(url("version_paper_download", upper.pk, of_before.pk)).status_code == 404


# Two requests at once


def test_completing_for_one_office_hands_in_nothing_of_what_the_other_asked_for():
    commune, province = two_filed()
    ask(commune, "culture")
    ask(province, "product")
    write(commune, "culture", "Sửa cho xã")
    write(province, "product", "Đang viết dở cho Sở")

    commune = answer(commune)

    filed = commune.version.content["answers"]
    assert (filed["culture"], filed[FIRST]) == ("Sửa cho xã", make.ANSWERS[FIRST])
    waiting = Entry.objects.get(pk=province.pk)
    assert (waiting.state, waiting.open_request.answered_at, waiting.version) == (
        EntryState.RETURNED,
        None,
        province.version,
    )
    assert waiting.dossier.open_parts() == {"product"}
    province = answer(province)
    filed = province.version.content["answers"]
    assert (filed["culture"], filed[FIRST]) == (make.ANSWERS["culture"], "Đang viết dở cho Sở")


def test_papers_that_one_office_asked_for_stay_as_filed_with_the_other():
    commune, province = two_filed()
    ask(commune, "culture")
    ask(province, parts.PAPERS)
    owner = make.owner_of_entry(commune)
    operations.remove_paper(paper=commune.dossier.papers.get(kind=PaperKind.PHOTO_TOP), by=owner, at=make.AT)
    write(commune, "culture", "Sửa cho xã")

    assert Entry.objects.get(pk=commune.pk).missing() == []
    assert not permissions.can_complete(owner, Entry.objects.get(pk=province.pk), make.AT)
    before = commune.version
    commune = answer(commune)

    assert commune.version.is_intact
    assert commune.version.content["papers"] == before.content["papers"]
    assert sorted(commune.version.papers.values_list("kind", "file")) == sorted(
        before.papers.values_list("kind", "file")
    )


def test_what_was_mended_for_the_other_office_does_not_answer_this_one():
    commune, province = two_filed()
    ask(commune, "culture")
    ask(province, "product")
    write(commune, "culture", "Sửa cho xã")
    with pytest.raises(Refused, match="chưa sửa phần nào"):
        answer(province)
    said = answer(province, unchanged_because="Đã gửi bản giấy").history.get(step="complete").note
    assert SECTION_OF["product"].title in said
    assert SECTION_OF["culture"].title not in said


def test_each_office_s_clock_rests_and_runs_by_itself():
    commune, province = two_filed()
    ask(commune, "culture")
    ask(province, "product")
    later = make.AT + datetime.timedelta(days=7)
    day = timezone.localdate(later)
    answer(commune, at=later, unchanged_because="Đã gửi bản giấy")
    commune, province = (Entry.objects.get(pk=entry.pk) for entry in (commune, province))
    assert (commune.clock(day).is_paused, province.clock(day).is_paused) == (False, True)
    assert (commune.answer_due_on is not None, province.answer_due_on) == (True, None)


def test_the_product_s_record_opens_for_the_office_that_asked_although_the_other_did_not():
    commune, province = two_filed()
    ask(commune, parts.PRODUCT_RECORD)
    for other_is in (EntryState.SUBMITTED, EntryState.RETURNED):
        assert Entry.objects.get(pk=province.pk).state == other_is
        product = type(commune.product).objects.get(pk=commune.product_id)
        assert permissions.can_edit_product(make.owner_of_entry(commune), product)
        if other_is == EntryState.SUBMITTED:
            ask(province, "culture")
    operations.update_product(
        product=product, name="Bánh phồng", group="B", is_set=False, by=make.owner_of_entry(commune), at=make.AT
    )
    names = [
        answer(entry, unchanged_because="Đã gửi bản giấy").version.content["product"]["name"]
        for entry in (commune, province)
    ]
    assert names == ["Bánh phồng", province.version.content["product"]["name"]]


def test_the_establishment_reads_which_office_asks_for_what(client_of):
    commune, province = two_filed()
    ask(commune, "culture")
    ask(province, parts.PAPERS)
    owner = client_of(make.owner_of_entry(commune))

    folder = owner.get(url("entry_detail", commune.pk))
    writing = owner.get(url("dossier_edit", commune.pk, "culture"))

    for page in (folder, writing):
        said = [
            (ask.entry.round.organiser, [point.part for point, _ in points]) for ask, points in page.context["asked"]
        ]
        assert said == [
            (commune.round.organiser, ["culture"]),
            (province.round.organiser, [parts.PAPERS]),
        ]
        text = page.content.decode()
        assert f"{commune.round.organiser} đề nghị bổ sung" in text
        assert f"{province.round.organiser} đề nghị bổ sung" in text
        assert url("entry_submit", province.pk) in text
    steps = {step.label: step.note for step in folder.context["steps"]}
    assert steps[parts.LABELS["culture"]] == "cần bổ sung"
    assert str(province.round.organiser) in steps[parts.LABELS[parts.PAPERS]]
