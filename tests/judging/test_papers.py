"""The papers that leave the council say what was decided, as PDF and as Word."""

import subprocess
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from judging import operations, submitting
from judging.models import Prize
from registrations.models import Product
from tests import people

from ..factories import judging as make


def text_of(response, ending):
    if ending == "pdf":
        found = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=response.content, capture_output=True, check=True
        )
        return " ".join(found.stdout.decode().split())
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([paragraph.text for paragraph in document.paragraphs] + cells)


def url(council, paper, ending="docx"):
    return reverse("judging:paper_export", args=[council.pk, paper, ending])


@pytest.fixture
def published(db):
    round = make.published_round(means=("90", "80", "60", None))
    outcome = round.entries.get(code="B-001").outcome
    make.nominate(outcome)
    return round.council


WORDS = {
    "bien-ban-cham-diem": [
        "Có 4 sản phẩm được đưa ra chấm: 2 sản phẩm đạt từ 70 điểm trở lên, 1 sản phẩm chưa đạt, 1 sản phẩm không được",
        "Không giám khảo nào khai xung đột lợi ích.",
        "mã cuối sổ",
        "Võ Thành Đạt",
    ],
    "to-trinh": [
        "Ủy ban nhân dân tỉnh Vĩnh Long",
        "Số sản phẩm dự bình chọn: 4; được chấm điểm: 3; đạt từ 70 điểm trở lên: 2; hội đồng đề nghị công nhận: 2.",
        "DANH SÁCH SẢN PHẨM ĐỀ NGHỊ CÔNG NHẬN",
        "B-002",
    ],
    "danh-sach-cong-nhan": ["Tổng số: 2 sản phẩm.", "B-001", "90,00"],
    "danh-sach-de-cu": ["Tổng số: 1 sản phẩm.", "B-001", "Biên bản họp Hội đồng số 05/BB-HĐBC"],
}


@pytest.mark.parametrize("paper", submitting.PAPERS)
def test_each_paper_tells_what_was_decided(client_of, published, paper):
    response = client_of(people.secretary()).get(url(published, paper))
    text = text_of(response, "docx")
    assert [word for word in WORDS[paper] if word not in text] == []


def test_the_same_paper_as_pdf(client_of, published):
    text = text_of(client_of(people.chair()).get(url(published, "to-trinh", "pdf")), "pdf")
    assert "TỜ TRÌNH" in text
    assert WORDS["to-trinh"][1] in text


@pytest.mark.parametrize("paper", [*submitting.PAPERS, "bien-ban-hop", "bang-diem"])
def test_no_heading_of_a_column_breaks_in_the_middle_of_a_word_nor_a_code(client_of, published, paper):
    # With the column of prizes the others are at their narrowest.
    Prize.objects.create(outcome=published.round.entries.get(code="B-001").outcome, grade="Giải nhất")
    address = url(published, paper, "pdf")
    if paper == "bien-ban-hop":
        address = reverse("judging:minutes_export", args=[published.meeting.pk, "pdf"])
    if paper == "bang-diem":
        address = reverse("judging:pass_export", args=[published.last_pass.pk, "pdf"])
    words = text_of(client_of(people.secretary()).get(address), "pdf").split()
    assert [
        part for part in ("Nhó", "m", "Khôn", "g", "biể", "u", "quâ", "n", "B-00", "B-0", "B-") if part in words
    ] == []
    assert "B-001" in words


def test_a_paper_is_there_when_its_hour_has_come_and_the_room_says_so(client_of, db):
    council = make.closed_pass(means=("80",)).round.council
    secretary = client_of(people.secretary())
    assert [(offer.slug, offer.missing) for offer in submitting.offered(council)] == [
        ("bien-ban-cham-diem", ""),
        ("to-trinh", "Có sau khi hội đồng họp xong."),
        ("danh-sach-cong-nhan", "Có sau khi hội đồng họp xong."),
        ("danh-sach-de-cu", "Có sau khi hội đồng đề cử."),
    ]
    room = secretary.get(reverse("judging:council_room", args=[council.pk])).content.decode()
    assert url(council, "bien-ban-cham-diem", "pdf") in room
    assert url(council, "to-trinh", "pdf") not in room
    assert secretary.get(url(council, "to-trinh")).status_code == 409
    assert secretary.get(url(council, "to-trinh", "exe")).status_code == 404


def test_a_judge_who_may_not_score_stands_in_the_panels_minutes(client_of, db):
    council = make.assigned_council(entries=1, judges=4)
    assignment = council.panel.judges.get(user=people.judge(1)).assignments.get()
    kind, at = "family", assignment.assigned_at
    operations.declare(assignment=assignment, kind=kind, reason="Chị dâu là chủ cơ sở", by=people.judge(1), at=at)
    scoring_pass = make.open_pass(council.round)
    make.submit_totals(scoring_pass, scoring_pass.sheets.first().entry, ["80", "80", "80"])
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=at)
    text = text_of(client_of(people.secretary()).get(url(council, "bien-ban-cham-diem")), "docx")
    assert "Võ Thành Đạt không chấm B-001: người thân có lợi ích tại cơ sở." in text
    assert "Chị dâu" not in text


def test_the_panels_papers_name_the_product_as_its_dossier_did_whatever_it_is_called_now(client_of, published):
    """A paper drawn again years later must not say a name that nobody judged."""
    scoring_pass = published.last_pass
    entry = published.round.entries.get(code="B-001")
    judged = entry.product.name
    Product.objects.filter(pk=entry.product_id).update(name="Tên của năm sau")
    secretary = client_of(people.secretary())
    addresses = [
        url(published, "bien-ban-cham-diem"),
        reverse("judging:pass_export", args=[scoring_pass.pk, "docx"]),
        reverse("judging:sheet_print", args=[scoring_pass.sheets.filter(entry=entry).first().pk, "pdf"]),
    ]
    for address in addresses:
        text = text_of(secretary.get(address), address[-4:].strip("."))
        assert judged in text, address
        assert "Tên của năm sau" not in text, address
