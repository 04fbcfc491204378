"""Photos and papers: what is taken in, what is refused with which sentence, and what is said beside each."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import Refused
from cnnt_portal.files.models import StoredFile
from cnnt_portal.rulebook.models import Parameter
from registrations import operations
from registrations.models import PHOTO_KINDS, PaperKind
from registrations.papers import Print, marks
from tests.factories import registrations as make
from tests.factories.files import bitmap, jpeg, pdf, upload

pytestmark = pytest.mark.django_db

PRINT = Print(width_cm=10, height_cm=15, dpi=200)


def test_one_photo_does_not_serve_for_two_angles():
    dossier = make.draft_entry().dossier
    make.add_paper(dossier, PaperKind.PHOTO_FRONT, content=make.photo())
    with pytest.raises(Refused, match="Mỗi góc cần một ảnh riêng"):
        make.add_paper(dossier, PaperKind.PHOTO_SIDE, content=make.photo())


@pytest.mark.parametrize(
    ("size", "is_sharp"), [((1182, 788), True), ((788, 1182), True), ((1181, 1181), False), ((787, 4000), False)]
)
def test_a_photo_is_sharp_when_it_fills_its_print_at_the_dots_of_the_rules(size, is_sharp):
    assert PRINT.is_sharp(*size) == is_sharp


def test_a_small_photo_is_refused_with_its_size_and_leaves_nothing():
    dossier = make.draft_entry().dossier
    with pytest.raises(
        Refused, match="chỉ có 200 × 150 điểm ảnh, in khổ 10 × 15 cm sẽ mờ.*ít nhất 1182 × 788"
    ) as refusal:
        make.add_paper(dossier, PaperKind.PHOTO_FRONT, content=bitmap((200, 150)))
    assert refusal.value.field == "upload"
    assert (dossier.papers.count(), StoredFile.objects.count()) == (0, 0)


def test_a_photo_turned_by_its_camera_is_measured_upright():
    paper = make.add_paper(make.draft_entry().dossier, PaperKind.PHOTO_FRONT, content=jpeg(size=(1200, 800)))
    assert (paper.width, paper.height) == (800, 1200)


def test_the_rules_of_the_round_say_how_many_photos_of_which_size():
    entry = make.complete_entry()
    assert entry.missing() == []
    rules = entry.round.rule_set
    Parameter.objects.filter(rule_set=rules, key="photos_min").update(value=5)
    Parameter.objects.filter(rule_set=rules, key="photo_dpi").update(value=400)
    entry = type(entry).objects.get(pk=entry.pk)
    assert [lack.sentence for lack in entry.missing()] == ["Cần ít nhất 5 ảnh màu."]
    with pytest.raises(Refused, match="2363 × 1575"):
        make.add_paper(entry.dossier, PaperKind.PHOTO_OTHER, content=make.photo(9))


def test_a_dossier_takes_as_many_papers_as_the_rules_allow():
    entry = make.draft_entry()
    limits = Parameter.objects.filter(rule_set=entry.round.rule_set)
    limits.filter(key="papers_max").update(value=1)
    make.add_paper(entry.dossier, PaperKind.MERIT)
    with pytest.raises(Refused, match="đã có 1 ảnh và giấy tờ"):
        make.add_paper(entry.dossier, PaperKind.OTHER, content=pdf(pages=3))
    limits.filter(key="papers_max").update(value=9)
    limits.filter(key="papers_max_mb").update(value=0)
    with pytest.raises(Refused, match="tổng cộng 0 MB"):
        make.add_paper(entry.dossier, PaperKind.OTHER, content=pdf(pages=3))
    assert StoredFile.objects.count() == 1


class _Paper:
    kind, width, height, expires_on = PaperKind.PHOTO_FRONT, 1200, 800, None

    def __init__(self, **facts):
        vars(self).update(facts)


TODAY, LAST_DAY = datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"width": 600}, [("In khổ 10 × 15 cm sẽ mờ", "bad")]),
        (
            {"width": 12000, "height": 2000},
            [("Ảnh quá dài, in khổ 10 × 15 cm chỉ được một dải hẹp: nên cắt bớt", "attention")],
        ),
        ({"expires_on": datetime.date(2026, 10, 31)}, [("Đã hết hạn", "bad")]),
        ({"expires_on": TODAY}, [("Hết hạn trước khi kỳ kết thúc nhận hồ sơ", "attention")]),
        ({"expires_on": datetime.date(2026, 12, 2)}, []),
        ({"kind": PaperKind.STANDARD, "width": None}, []),
    ],
)
def test_what_is_said_beside_a_paper(facts, said):
    assert marks(_Paper(**facts), PRINT, today=TODAY, last_day=LAST_DAY) == said


ASKED = {
    "photo_top": ["kind", "upload", "caption"],
    "registration": ["kind", "upload"],
    "food_safety": ["kind", "upload", "issuer", "number", "issued_on", "expires_on", "caption"],
}


@pytest.mark.parametrize("kind", ASKED)
def test_each_kind_is_asked_only_what_it_needs(client_of, kind):
    entry = make.draft_entry()
    page = client_of(make.owner_of_entry(entry)).get(
        reverse("registrations:paper_list", args=[entry.pk]), {"loai": kind}
    )
    assert list(page.context["form"].fields) == ASKED[kind]
    assert page.context["form"]["kind"].value() == kind


def test_without_being_asked_the_page_offers_what_is_still_required(client_of):
    entry = make.draft_entry()
    browser, address = client_of(make.owner_of_entry(entry)), reverse("registrations:paper_list", args=[entry.pk])
    offered = []
    for kind in ("photo_front", "photo_side", "photo_top", "registration"):
        offered.append(browser.get(address).context["kind"].value)
        make.add_paper(entry.dossier, kind)
    assert offered == ["photo_front", "photo_side", "photo_top", "registration"]
    assert browser.get(address, {"loai": "nonsense"}).context["kind"].value == "photo_other"


def test_a_mistake_at_a_paper_keeps_what_was_typed(client_of):
    entry = make.draft_entry()
    page = client_of(make.owner_of_entry(entry)).post(
        reverse("registrations:paper_list", args=[entry.pk]),
        {
            "kind": "merit",
            "upload": upload(pdf(), "giay.pdf"),
            "issuer": "UBND tỉnh Vĩnh Long",
            "issued_on": "31/02/2026",
        },
    )
    assert list(page.context["form"].errors) == ["issued_on"]
    assert "UBND tỉnh Vĩnh Long" in page.content.decode()
    assert entry.dossier.papers.count() == 0


@pytest.mark.parametrize("papers", [1, 3])
def test_the_page_of_papers_asks_the_same_number_of_queries_whatever_their_number(
    client_of, django_assert_num_queries, papers
):
    entry = make.draft_entry()
    for number in range(papers):
        make.add_paper(entry.dossier, PaperKind.PHOTO_OTHER, content=make.photo(number))
    browser = client_of(make.owner_of_entry(entry))
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(reverse("registrations:paper_list", args=[entry.pk]))


PAGE_QUERIES = 18


def test_the_office_s_words_stand_where_the_owner_mends_and_lead_to_each_part(client_of):
    entry = make.submitted_entry()
    points = [
        make.POINT | {"part": "papers", "bring": "Chụp lại"},
        make.POINT | {"part": "culture", "bring": "Kể thêm"},
    ]
    operations.return_for_completion(entry=entry, points=points, by=make.officer_of(entry.round), at=make.AT)
    browser = client_of(make.owner_of_entry(entry))
    pages = [
        reverse("registrations:entry_detail", args=[entry.pk]),
        reverse("registrations:paper_list", args=[entry.pk]),
        reverse("registrations:dossier_edit", args=[entry.pk, "culture"]),
    ]
    for address in pages:
        page = browser.get(address)
        assert [(point.bring, url) for point, url in page.context["asked"][0][1]] == [
            ("Chụp lại", pages[1]),
            ("Kể thêm", pages[2]),
        ]
        assert "Chụp lại" in page.content.decode()


def test_a_retaken_photo_takes_the_place_of_the_bad_one_and_what_was_filed_stays(client_of):
    entry = make.submitted_entry()
    point = make.POINT | {"part": "papers"}
    operations.return_for_completion(entry=entry, points=[point], by=make.officer_of(entry.round), at=make.AT)
    bad = entry.dossier.papers.get(kind=PaperKind.PHOTO_FRONT)
    browser, address = client_of(make.owner_of_entry(entry)), reverse("registrations:paper_list", args=[entry.pk])
    form = browser.get(address, {"thay": bad.file_id}).context["form"]
    assert (form["kind"].value(), form["caption"].value()) == (PaperKind.PHOTO_FRONT, bad.caption)
    before = entry.dossier.papers.count()
    file = upload(make.photo(9), "chup-lai.png")
    data = {"kind": "photo_front", "caption": "đủ sáng", "upload": file}
    assert browser.post(f"{address}?thay={bad.file_id}", data).status_code == 302
    new = entry.dossier.papers.get(kind=PaperKind.PHOTO_FRONT)
    assert (new.caption, entry.dossier.papers.count()) == ("đủ sáng", before)
    assert entry.version.papers.get(kind=PaperKind.PHOTO_FRONT).file == bad.file


def test_a_full_dossier_still_takes_a_file_in_the_place_of_another():
    entry = make.complete_entry()
    dossier, owner = entry.dossier, make.owner_of_entry(entry)
    Parameter.objects.filter(rule_set=entry.round.rule_set, key="papers_max").update(value=dossier.papers.count())
    dossier = type(dossier).objects.get(pk=dossier.pk)
    bad = dossier.papers.get(kind=PaperKind.PHOTO_TOP)
    facts = {"dossier": dossier, "kind": PaperKind.PHOTO_TOP, "by": owner, "at": make.AT}
    with pytest.raises(Refused, match="là mức nhiều nhất"):
        operations.add_papers(uploads=[upload(make.photo(8), "moi.png")], **facts)
    operations.add_papers(uploads=[upload(make.photo(8), "moi.png")], replaces=bad, **facts)
    assert [paper.file.name for paper in dossier.papers.filter(kind=PaperKind.PHOTO_TOP)] == ["moi.png"]


def _replacing(entry, paper, **data):
    address = reverse("registrations:paper_list", args=[entry.pk])
    return f"{address}?thay={paper.file_id}", data


def _photos(dossier):
    return [(paper.kind, paper.file.name) for paper in dossier.papers.filter(kind__in=PHOTO_KINDS)]


def test_a_file_is_replaced_by_one_of_its_own_kind_and_nothing_else_goes(client_of):
    entry = make.complete_entry()
    dossier, browser = entry.dossier, client_of(make.owner_of_entry(entry))
    paper = dossier.papers.get(kind=PaperKind.REGISTRATION)
    address, data = _replacing(entry, paper, kind="photo_other", upload=upload(make.photo(9), "anh.png"))
    before = list(dossier.papers.values_list("pk", "file"))

    answer = browser.post(address, data)

    assert "cùng loại" in str(answer.context["form"].errors["upload"])
    assert list(dossier.papers.values_list("pk", "file")) == before
    other = make.complete_entry().dossier.papers.get(kind=PaperKind.PHOTO_FRONT)
    with pytest.raises(Refused, match="không còn trong hồ sơ"):
        operations.add_papers(
            dossier=dossier, kind=PaperKind.PHOTO_FRONT, uploads=[upload(make.photo(9), "anh.png")], replaces=other,
            by=make.owner_of_entry(entry), at=make.AT,
        )  # fmt: skip
    assert list(dossier.papers.values_list("pk", "file")) == before


def test_the_retaken_photo_stands_where_the_bad_one_stood(client_of):
    entry = make.complete_entry()
    dossier, browser = entry.dossier, client_of(make.owner_of_entry(entry))
    for number in (21, 22, 23):
        make.add_paper(dossier, PaperKind.PHOTO_OTHER, content=make.photo(number), caption=str(number))
    first, second, third = dossier.papers.filter(kind=PaperKind.PHOTO_OTHER)
    address, data = _replacing(
        entry, second, kind="photo_other", caption="22 chụp lại", upload=upload(make.photo(30), "moi.png")
    )
    assert browser.post(address, data).status_code == 302
    captions = list(dossier.papers.filter(kind=PaperKind.PHOTO_OTHER).values_list("caption", flat=True))
    assert captions == ["21", "22 chụp lại", "23"]
    assert not StoredFile.objects.filter(pk=second.file_id).exists()


def test_a_photo_that_another_tab_has_replaced_is_not_replaced_again_unseen(client_of):
    entry = make.complete_entry()
    dossier, browser = entry.dossier, client_of(make.owner_of_entry(entry))
    address, data = _replacing(entry, dossier.papers.get(kind=PaperKind.PHOTO_TOP), kind="photo_top")
    assert browser.post(address, data | {"upload": upload(make.photo(30), "moi.png")}).status_code == 302
    after = _photos(dossier)

    stale = browser.post(address, data | {"caption": "ảnh của tab cũ", "upload": upload(make.photo(31), "cu.png")})

    assert "không còn trong hồ sơ" in str(stale.context["form"].errors["upload"])
    assert stale.context["form"]["caption"].value() == "ảnh của tab cũ"
    assert _photos(dossier) == after
