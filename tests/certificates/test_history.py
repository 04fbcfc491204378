"""Products recognised before the portal: read, previewed, entered once, in the provinces of their time."""

import datetime
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from certificates import queries
from certificates.history_lines import lines_of
from certificates.models import Certificate, HistoryImport, RecognitionDecision
from cnnt_portal.errors import Refused
from cnnt_portal.rulebook.models import RuleSet
from registrations.models import Round
from tests import people
from tests.factories import geography
from tests.factories.registrations import rule_sets
from tests.worker import run_jobs

HEAD = ["Năm", "Cấp", "Tỉnh, thành phố lúc công nhận", "Cơ sở", "Sản phẩm", "Nhóm", "Số quyết định", "Ngày quyết định"]
IMPORT = reverse("certificates:history_import")


def row(**changes):
    facts = {"year": "2021", "level": "tỉnh", "province": "Bến Tre", "establishment": "HTX Mỏ Cày"}
    facts |= {"product": "Kẹo dừa", "group": "B", "number": "", "decided_on": ""} | changes
    return list(facts.values())


def problems(**changes):
    return lines_of([HEAD, row(**changes)])[0].problems


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"year": "hai mốt"}, "“Năm”: không đọc được “hai mốt”."),
        ({"level": "phường"}, "“Cấp”: không đọc được “phường”."),
        ({"year": "0000"}, "“Năm”: không đọc được “0000”."),
        ({"year": "9999"}, "“Năm”: không đọc được “9999”."),
        ({"group": "E"}, "“Nhóm”: không đọc được “E”."),
        ({"group": "Thủ công mỹ nghệ", "level": "Cấp khu vực"}, None),
        ({"product": ""}, "Thiếu “Sản phẩm”."),
        ({"product": "x" * 301}, "“Sản phẩm” dài quá 300 chữ."),
        ({"decided_on": "05/09/2020"}, "Ngày quyết định 05/09/2020 không thuộc năm 2021."),
        ({"decided_on": "05/09/2021"}, None),
    ],
)
def test_a_wrong_cell_is_named_with_what_stood_there(changes, sentence):
    assert problems(**changes) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([["a", "b"], ["1", "2"]], "Không thấy dòng tiêu đề"),
        ([HEAD[:5], row()[:5]], "Bảng còn thiếu cột: Nhóm"),
        ([HEAD], "chưa có dòng nào"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(cells, sentence):
    with pytest.raises(Refused, match=sentence):
        lines_of(cells)


def test_the_sample_of_the_data_folder_is_read_whole():
    path = Path(apps.get_app_config("certificates").path, "data", "products.csv")
    from cnnt_portal.ui.tables import cells_of_text

    lines = lines_of(cells_of_text(path.read_text(encoding="utf-8"), ","))
    assert (len(lines) > 70, [line.problems for line in lines if line.problems]) == (True, [])


def sheet(*rows):
    book = Workbook()
    for cells in (HEAD, *rows):
        book.active.append(cells)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("nam-truoc.xlsx", out.getvalue())


def brought(client, *rows):
    return client.post(IMPORT, {"file": sheet(*rows)}, follow=True)


@pytest.fixture
def administrator(client_of):
    rule_sets()
    geography.province_of_then("Bến Tre")
    geography.province_of_then("Lào Cai")
    return client_of(people.administrator())


@pytest.mark.django_db
def test_a_table_is_shown_first_and_entered_once_in_the_provinces_of_its_time(administrator):
    rows = [
        row(number="12/QĐ-UBND", decided_on="05/09/2021"),
        row(product="Dừa sáp", province="Vĩnh Long", year="2025"),
        row(product="Chè", province="Bến Tre", year="2025"),
        row(number="12/QĐ-UBND", decided_on="05/09/2021"),
    ]
    preview = brought(administrator, *rows)
    page = " ".join(preview.content.decode().split())
    assert preview.context["counts"] == {"wrong": 1, "new": 2, "known": 1}
    assert "Ngày 31/12/2025 không có tỉnh, thành phố nào tên “Bến Tre”." in page
    new = administrator.get(preview.request["PATH_INFO"], {"xem": "new"}).content.decode()
    assert ("Tỉnh Bến Tre" in new, "nay: Tỉnh Vĩnh Long" in new, Certificate.objects.count()) == (True, True, 0)
    enter = reverse("certificates:history_enter", args=[HistoryImport.objects.get().pk])
    assert [administrator.post(enter).status_code for _ in range(2)] == [302, 302]
    run_jobs()
    after = administrator.get(reverse("certificates:history_detail", args=[HistoryImport.objects.get().pk]))
    assert after.context["counts"] == {"entered": 2, "wrong": 1, "new": 0, "known": 1}
    made = [
        reverse("certificates:product", args=[one.product_id]) in after.content.decode()
        for one in Certificate.objects.all()
    ]
    assert ("Đã nhập 2 dòng" in after.content.decode(), made) == (True, [True, True])
    told = {(one.product_name, one.unit_name, one.issued_on, one.valid_until) for one in Certificate.objects.all()}
    assert told == {
        ("Kẹo dừa", "Tỉnh Bến Tre", datetime.date(2021, 9, 5), datetime.date(2024, 12, 31)),
        ("Dừa sáp", "Tỉnh Vĩnh Long", None, None),
    }
    assert {one.issuer for one in Certificate.objects.all()} == {
        "Ủy ban nhân dân tỉnh Bến Tre",
        "Ủy ban nhân dân tỉnh Vĩnh Long",
    }
    again = brought(administrator, *rows)
    assert again.context["counts"] == {"wrong": 1, "new": 0, "known": 3}


@pytest.mark.django_db
def test_a_line_gets_no_number_and_no_day_that_its_own_source_does_not_give(administrator):
    day, later = datetime.date(2021, 9, 5), datetime.date(2021, 10, 1)
    told = {
        "Không gì": ("", ""),
        "Đủ cả": ("12/QĐ-UBND", "05/09/2021"),
        "Chỉ ngày": ("", "01/10/2021"),
        "Chỉ số": ("12/QĐ-UBND", ""),
        "Không gì nữa": ("", ""),
    }
    brought(administrator, *(row(product=name, number=given[0], decided_on=given[1]) for name, given in told.items()))
    administrator.post(reverse("certificates:history_enter", args=[HistoryImport.objects.get().pk]))
    run_jobs()
    rows = Certificate.objects.values_list("product_name", "decision_number", "issued_on")
    assert {name: known for name, *known in rows} == {
        "Không gì": ["", None],
        "Đủ cả": ["12/QĐ-UBND", day],
        "Chỉ ngày": ["", later],
        "Chỉ số": ["12/QĐ-UBND", day],
        "Không gì nữa": ["", None],
    }
    assert RecognitionDecision.objects.count() == 3


@pytest.mark.django_db
def test_a_year_before_the_first_rules_is_a_problem_of_its_line_and_the_others_are_entered(administrator):
    first = RuleSet.objects.earliest("valid_from").valid_from
    early = [row(year=str(first.year - 1), level=level) for level in ("huyện", "tỉnh", "khu vực", "quốc gia")]
    preview = brought(administrator, *early, row())
    assert preview.context["counts"] == {"wrong": 4, "new": 1, "known": 0}
    assert f"chỉ có từ ngày {first:%d/%m/%Y}" in preview.content.decode()
    administrator.post(reverse("certificates:history_enter", args=[HistoryImport.objects.get().pk]))
    run_jobs()
    assert Certificate.objects.count() == 1


@pytest.mark.django_db
def test_a_workbook_whose_parts_are_broken_gets_a_sentence(administrator):
    whole = sheet(row()).read()
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, b"<broken" if name == part else old.read(name))
        answer = administrator.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
        assert "Không đọc được tệp Excel này" in answer.context["form"].errors["file"][0], part


@pytest.mark.django_db
def test_two_days_for_one_decision_are_shown_as_a_problem_of_the_line(administrator):
    rows = [
        row(number="12/QĐ-UBND", decided_on="05/09/2021"),
        row(product="Bánh", number="12/QĐ-UBND", decided_on="06/09/2021"),
        row(product="Chè", province="Lào Cai", number="12/QĐ-UBND", decided_on="06/09/2021"),
    ]
    preview = brought(administrator, *rows)
    assert preview.context["counts"] == {"wrong": 1, "new": 2, "known": 0}
    assert "đã ghi ngày 05/09/2021, dòng này ghi ngày 06/09/2021" in preview.content.decode()
    administrator.post(reverse("certificates:history_enter", args=[HistoryImport.objects.get().pk]))
    run_jobs()
    assert brought(administrator, rows[1]).context["counts"] == {"wrong": 1, "new": 0, "known": 0}


@pytest.mark.django_db
def test_a_round_that_is_known_keeps_its_counts_and_gets_another_decision(administrator):
    brought(administrator, row())
    run = reverse("certificates:history_enter", args=[HistoryImport.objects.latest("pk").pk])
    administrator.post(run)
    run_jobs()
    Round.objects.update(recognised_count=30)
    brought(administrator, row(product="Bánh", number="9/QĐ-UBND", decided_on="01/10/2021"))
    administrator.post(reverse("certificates:history_enter", args=[HistoryImport.objects.latest("pk").pk]))
    run_jobs()
    assert [round_.recognised_count for round_ in Round.objects.all()] == [30]
    assert sorted(RecognitionDecision.objects.values_list("number", flat=True)) == ["", "9/QĐ-UBND"]


@pytest.mark.django_db
def test_csv_is_read_too_and_what_is_no_table_gets_a_sentence_at_the_field(administrator):
    text = "\ufeff" + "\r\n".join(";".join(cells) for cells in (HEAD, row()))
    file = SimpleUploadedFile("a.csv", text.encode())
    assert administrator.post(IMPORT, {"file": file}, follow=True).context["counts"]["new"] == 1
    for content, sentence in ((b"\xff\xd8\xff", "không phải Excel"), (b"PK\x03\x04 hong", "Không đọc được tệp Excel")):
        wrong = administrator.post(IMPORT, {"file": SimpleUploadedFile("b.xlsx", content)})
        assert sentence in wrong.context["form"].errors["file"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "level"), [(2020, "cấp huyện"), (2025, "cấp cơ sở"), (2026, "cấp xã")])
def test_a_round_of_the_past_is_called_by_the_lowest_level_of_its_year(year, level):
    rule_sets()
    title = queries.history_title("lowest", year, unit=geography.province("Vĩnh Long"))
    assert title == f"Bình chọn {level} năm {year} – Tỉnh Vĩnh Long"
