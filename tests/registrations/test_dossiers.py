"""What a dossier lacks, what a version freezes, and that nothing later changes it."""

import datetime

import pytest
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.files.models import StoredFile
from cnnt_portal.rulebook.calendar import working_days_between
from registrations import documents, fields, operations
from registrations.models import DossierVersion, Entry, PaperKind, Product, canonical, content_hash
from tests.factories import geography
from tests.factories import registrations as make
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db


def test_what_is_missing_is_what_blocks_the_filing():
    entry = make.draft_entry()
    required = [field for section in fields.SECTIONS for field in section.fields if field.required]
    assert len(entry.missing()) == len(required) + 4
    with pytest.raises(NotPermitted, match=f"còn thiếu {len(required) + 4} mục"):
        operations.submit(entry=entry, is_true_stated=True, by=make.owner_of_entry(entry), at=make.AT)
    make.fill_in(entry.dossier)
    assert Entry.objects.get(pk=entry.pk).missing() == []


@pytest.mark.parametrize("key", [field.key for s in fields.SECTIONS for field in s.fields if field.required])
def test_each_required_answer_is_missed_by_name(key):
    dossier = make.draft_entry().dossier
    make.fill_in(dossier, answers={other: value for other, value in make.ANSWERS.items() if other != key})
    assert [lack.label for lack in dossier.missing()] == [fields.FIELD_OF[key].label]


def test_a_year_without_its_figure_is_missed():
    dossier = make.draft_entry().dossier
    make.fill_in(dossier, answers=make.ANSWERS | {"output": {str(make.YEARS[0]): "5", str(make.YEARS[1]): "0"}})
    assert [lack.label for lack in dossier.missing()] == ["Sản lượng"]


@pytest.mark.parametrize("kind", list(make._PAPERS))
def test_each_required_paper_is_missed(kind):
    dossier = make.complete_entry().dossier
    paper = dossier.papers.get(kind=kind)
    operations.remove_paper(paper=paper, by=make.owner_of(dossier.product.establishment), at=make.AT)
    assert [lack.label for lack in dossier.missing()] == [PaperKind(kind).label]


def test_a_removed_paper_of_a_draft_leaves_no_file():
    dossier = make.complete_entry().dossier
    paper = dossier.papers.get(kind=PaperKind.PHOTO_TOP)
    operations.remove_paper(paper=paper, by=make.owner_of(dossier.product.establishment), at=make.AT)
    assert not StoredFile.objects.filter(pk=paper.file_id).exists()


def test_a_paper_that_was_filed_stays_in_its_version_when_the_living_dossier_drops_it():
    entry = make.returned_entry()
    paper = entry.dossier.papers.get(kind=PaperKind.PHOTO_TOP)
    operations.remove_paper(paper=paper, by=make.owner_of_entry(entry), at=make.AT)
    assert entry.version.papers.get(kind=PaperKind.PHOTO_TOP).file_id == paper.file_id
    with entry.version.papers.get(kind=PaperKind.PHOTO_TOP).file.open() as kept:
        assert len(kept.read()) == paper.file.size


def test_papers_that_expire_before_the_deadline_are_named():
    entry = make.draft_entry()
    last_day = entry.round.last_day
    day = datetime.timedelta(days=1)
    soon = make.add_paper(entry.dossier, PaperKind.FOOD_SAFETY, expires_on=last_day)
    make.add_paper(entry.dossier, PaperKind.STANDARD, content=pdf(pages=3), expires_on=last_day + day)
    assert entry.papers_to_renew() == [soon]
    with pytest.raises(Refused, match="sau ngày cấp"):
        make.add_paper(entry.dossier, PaperKind.MERIT, issued_on=last_day, expires_on=last_day)


def test_a_version_holds_what_was_filed_whatever_happens_afterwards():
    entry = make.submitted_entry()
    owner, product, establishment = make.owner_of_entry(entry), entry.product, entry.product.establishment
    version = entry.version
    before = canonical(version.content)
    assert version.is_intact
    assert version.content["answers"] == make.ANSWERS
    operations.update_establishment(
        establishment=establishment, commune=establishment.commune, name="Tên mới", by=owner, at=make.AT
    )
    with pytest.raises(NotPermitted):
        operations.update_product(product=product, name="Tên khác", group="A", is_set=False, by=owner, at=make.AT)
    with pytest.raises(NotPermitted):
        make.fill_in(entry.dossier)
    version = DossierVersion.objects.get(pk=version.pk)
    assert (canonical(version.content), version.is_intact) == (before, True)


def test_a_version_says_who_filed_it_after_the_establishment_has_moved():
    entry = make.submitted_entry()
    establishment = entry.product.establishment
    filed = (establishment.name, establishment.tax_code, establishment.full_address)
    operations.update_establishment(
        establishment=establishment,
        commune=geography.commune("Bình Liêu", of="Quảng Ninh"),
        name="Tên mới",
        address="Thôn 1",
        by=make.owner_of_entry(entry),
        at=make.AT,
    )
    kept = DossierVersion.objects.get(pk=entry.version_id).establishment
    assert (kept["name"], kept["tax_code"], kept["address"]) == filed


@pytest.mark.parametrize(
    ("commune", "address"),
    [
        (lambda: geography.commune("Cái Nhum", of="Vĩnh Long"), "Thôn 1, Xã Cái Nhum, Tỉnh Vĩnh Long"),
        (
            lambda: geography.commune_of_then("Vô Ngại", "Bình Liêu", of="Quảng Ninh"),
            "Thôn 1, Xã Vô Ngại, Huyện Bình Liêu, Tỉnh Quảng Ninh",
        ),
    ],
)
def test_an_address_is_complete_in_the_units_of_its_time(commune, address):
    assert make.establishment(commune=commune(), address="Thôn 1").full_address == address


def test_an_establishment_of_the_lists_has_the_address_that_the_list_gives():
    product = operations.record_history(
        establishment_name="HTX Tâm Hòa",
        product_name="Miến dong",
        group="B",
        province=geography.province_of_then("Cao Bằng"),
        by=None,
        at=make.AT,
    )
    assert product.establishment.full_address == "Tỉnh Cao Bằng"


def test_the_hash_does_not_depend_on_the_order_of_keys():
    assert content_hash({"b": 1, "a": "ế"}) == content_hash({"a": "ế", "b": 1})


def test_the_receipt_names_time_code_hash_and_the_day_of_the_answer():
    entry = make.submitted_entry()
    filed_on = timezone.localdate(entry.submitted_at)
    assert working_days_between(filed_on, entry.answer_due_on) == entry.round.answer_days
    text = str(documents.receipt(entry))
    assert entry.tracking_code in text
    assert entry.version.sha256 in text.replace(" ", "")


def test_the_next_cycle_starts_filled_in_with_the_statements_to_be_made_anew():
    first = make.accepted_entry()
    next_round = make.open_round(title="Kỳ sau")
    entry = make.draft_entry(next_round, first.product)
    assert entry.dossier_id != first.dossier_id
    assert entry.dossier.answers["materials"] == make.ANSWERS["materials"]
    assert {lack.part for lack in entry.missing()} == {"eligibility"}
    assert entry.dossier.papers.count() == first.dossier.papers.count()


def test_starting_twice_gives_the_same_entry_and_a_withdrawn_one_may_be_started_again():
    round = make.open_round()
    product = make.product()
    first, again = make.draft_entry(round, product), make.draft_entry(round, product)
    assert first == again
    operations.withdraw(entry=first, by=make.owner_of_entry(first), at=make.AT)
    assert make.draft_entry(round, product) != first


def test_an_establishment_of_another_province_is_told_for_whom_the_round_is():
    with pytest.raises(NotPermitted, match="Kỳ này dành cho cơ sở ở Tỉnh Vĩnh Long"):
        make.draft_entry(make.open_round(), make.product(province="Lào Cai"))


def test_a_set_has_at_least_two_different_items_in_their_order():
    product = make.product(items=["Ấm", "Chén", "Khay"])
    assert [item.name for item in Product.objects.get(pk=product.pk).items.all()] == ["Ấm", "Chén", "Khay"]
    for items in (["Ấm"], ["Ấm", "ấm "], []):
        with pytest.raises(Refused):
            operations.create_product(
                establishment=product.establishment,
                name="Bộ khác",
                group="A",
                is_set=True,
                items=items,
                by=make.owner_of(product.establishment),
                at=make.AT,
            )
    assert Product.objects.count() == 1


def test_one_establishment_has_each_product_name_once_marks_or_not():
    product = make.product(name="Miến dong Bình Liêu")
    with pytest.raises(Refused, match="đã có sản phẩm"):
        make.product(product.establishment, name="mien dong  binh lieu")
