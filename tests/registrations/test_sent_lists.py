"""A list that a Sở sends in Excel: every wrong row is explained, nothing is half imported, twice is once."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cnnt_portal.errors import NotPermitted, Refused
from registrations import operations, sent_list
from registrations.list_checks import checked_lines
from registrations.models import DossierVersion, Entry, Establishment, Product, SentList, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories import registrations as make
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def import_list(sent, settled=()):
    return operations.import_list(sent=sent, settled=settled, by=people.cuc_officer(), at=make.AT)


def problems(sent):
    return [line.problems for line in checked_lines(sent, make.AT)]


def test_the_list_is_looked_at_and_then_taken_in_with_its_grounds_and_copies(client_of):
    round = make.open_round(VoteLevel.REGION)
    browser = client_of(people.cuc_officer())
    upload = make.list_file({}, {"product": "Kẹo dừa", "establishment": "Cơ sở Thanh Bình"})
    copies = BytesIO(pdf(pages=2))
    copies.name = "ban-sao.pdf"

    answer = browser.post(url("list_keep", round.pk), {"upload": upload, "copies": copies})
    page = browser.get(answer.url)
    assert (page.context["fresh"], page.context["wrong"]) == (2, 0)
    assert not Entry.objects.exists()

    assert browser.post(answer.url).status_code == 302
    entries = Entry.objects.order_by("pk")
    assert [entry.product.name for entry in entries] == ["Tiêu sọ Bầu Mây", "Kẹo dừa"]
    first = entries[0]
    assert (first.state, first.ground_certificate, first.ground_valid_until) == (
        EntryState.SUBMITTED,
        "01/2025",
        datetime.date(make.YEAR + 2, 12, 31),
    )
    assert first.version.establishment["name"] == "Hợp tác xã Bầu Mây"
    assert first.version.establishment["address"].startswith("Ấp 2, ")
    assert first.version.is_intact
    assert first.version.papers.get().file == SentList.objects.get().copies
    assert browser.get(url("entry_detail", first.pk)).status_code == 200
    assert browser.get(url("form_docx", first.pk)).status_code == 200
    accepted = operations.accept(entry=first, by=people.cuc_officer(), at=make.AT)
    assert accepted.code == "B-001"
    assert list(round.entries.accepted()) == [accepted]


def test_a_list_of_which_every_line_is_there_already_offers_nothing_to_take_in(client_of):
    round = make.open_round(VoteLevel.REGION)
    import_list(make.sent_list(round=round))
    page = client_of(people.cuc_officer()).get(url("list_detail", make.sent_list(round=round).pk)).content.decode()
    assert "Mọi dòng của danh sách này đã có trong kỳ." in page
    assert "Đưa vào kỳ bình chọn" not in page


def test_the_same_list_sent_twice_counts_once():
    round = make.open_round(VoteLevel.REGION)
    import_list(make.sent_list(round=round))
    again = make.sent_list({}, {"product": "Kẹo dừa"}, round=round)

    assert [line.standing is not None for line in checked_lines(again, make.AT)] == [True, False]
    assert import_list(again).imported_count == 1
    assert Entry.objects.count() == 2
    assert Establishment.objects.count() == 1
    with pytest.raises(Refused):
        import_list(again)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"product": ""}, "Chưa có “Tên sản phẩm”."),
        ({"product": "\u200d"}, "Chưa có “Tên sản phẩm”."),
        ({"establishment": "…"}, "Chưa có “Tên cơ sở”."),
        ({"product": "=A1"}, "Ô “Tên sản phẩm” là công thức. Hãy chép lại thành chữ hoặc số (Dán giá trị)."),
        ({"tax_code": "0100233489"}, "“Mã số thuế”: Mã số thuế này không đúng: chữ số kiểm tra không khớp."),
        ({"group": "E"}, "Nhóm phải là A, B, C hoặc D."),
        ({"province": "Xứ Đoài"}, "Không có tỉnh, thành phố nào tên “Xứ Đoài” hiện nay."),
        ({"valid_until": "31/12/2020"}, "Giấy chứng nhận đã hết giá trị từ sau ngày 31/12/2020."),
        ({"valid_until": "31/02/2027"}, "“Giấy chứng nhận có giá trị đến”: Ngày 31/02/2027 không có trong lịch."),
        ({"decision": "x" * 200}, "“Số quyết định công nhận” dài quá 120 ký tự."),
    ],
)
def test_a_wrong_row_is_explained_and_keeps_the_whole_list_out(changed, words):
    sent = make.sent_list({"product": "Kẹo dừa"}, changed)

    right, wrong = problems(sent)
    assert right == []
    assert [problem for problem in wrong if problem.startswith(words)] != []
    with pytest.raises(Refused) as refused:
        import_list(sent)

    assert "1 dòng" in refused.value.sentence
    assert (Entry.objects.count(), Product.objects.count(), DossierVersion.objects.count()) == (0, 0, 0)


def test_a_row_written_twice_and_a_province_of_another_region_are_named():
    make.open_round(VoteLevel.REGION, province="Lào Cai")
    sent = make.sent_list({}, {}, {"province": "Lào Cai", "product": "Chè"})

    first, twice, elsewhere = problems(sent)
    assert first == []
    assert twice == ["Trùng với dòng 3: cùng cơ sở và cùng sản phẩm."]
    assert "không nhận sản phẩm ở" in elsewhere[0]


def test_a_zero_that_excel_dropped_in_front_of_a_tax_code_is_put_back():
    assert sent_list.read(make.list_file({"tax_code": 100233488}))[0].facts["tax_code"] == "0100233488"


def test_a_list_meets_the_establishment_that_is_on_the_portal_by_its_tax_code():
    establishment = make.establishment()
    written = f"{establishment.tax_code[:4]} {establishment.tax_code[4:]}"
    sent = make.sent_list({"tax_code": written, "establishment": "Tên viết khác"})
    import_list(sent, settled=[3])

    entry = Entry.objects.get()
    assert entry.product.establishment == establishment
    assert entry.version.establishment["name"] == establishment.name


def test_only_a_round_that_takes_from_below_takes_a_list_and_only_its_office():
    with pytest.raises(NotPermitted):
        operations.keep_list(
            round=make.open_round(), upload=make.list_file(), name="a.xlsx", by=people.so_officer(), at=make.AT
        )
    with pytest.raises(NotPermitted):
        operations.import_list(sent=make.sent_list(), by=people.so_officer(), at=make.AT)


def test_the_template_has_the_columns_that_are_read(client_of):
    content = client_of(people.cuc_officer()).get(url("list_template")).content
    head = [cell.value for cell in next(load_workbook(BytesIO(content)).active.iter_rows(max_row=1))]

    assert head == [header for header, _, _ in sent_list.COLUMNS.values()]


CELLS = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.booleans(),
    st.sampled_from([*make.LIST_ROW.values(), "=SUM(A1)", "#REF!", *(h for h, _, _ in sent_list.COLUMNS.values())]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(CELLS, max_size=13), max_size=6), with_head=st.booleans())
def test_whatever_stands_in_the_cells_is_read_or_refused_in_words(rows, with_head):
    book = Workbook()
    if with_head:
        book.active.append([header for header, _, _ in sent_list.COLUMNS.values()])
    for row in rows:
        book.active.append([str(cell) if isinstance(cell, bool) else cell for cell in row])
    out = BytesIO()
    book.save(out)
    try:
        lines = sent_list.read(out)
    except Refused:
        # Read or refused: nothing else may happen.
        return
    assert all(line.problems or line.facts["product"] for line in lines)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a book", b"a;b;c\n1;2;3"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Refused):
        sent_list.read(BytesIO(content))


def test_office_and_judges_are_told_what_a_dossier_from_a_list_lacks(client_of):
    import_list(make.sent_list())
    entry = Entry.objects.get()
    office = client_of(people.cuc_officer())

    page = office.get(url("entry_detail", entry.pk)).content.decode()
    assert "Hồ sơ này đến bằng danh sách" in page
    assert "chỉ có dòng trong danh sách gửi lên" in page
    assert [heading for heading, _ in entry.version.readable_sections()] == ["Hồ sơ đến bằng danh sách"]
    whole = make.submitted_entry()
    assert not whole.version.came_by_list
    assert (
        "đến bằng danh sách" not in client_of(people.so_officer()).get(url("entry_detail", whole.pk)).content.decode()
    )


def test_the_product_of_an_establishment_that_nobody_declared_has_a_page(client_of):
    import_list(make.sent_list())
    answer = client_of(people.cuc_officer()).get(url("product_detail", Product.objects.get().pk))

    assert (answer.status_code, answer.context["is_own"]) == (200, False)
