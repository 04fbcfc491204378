"""Data forms: typed columns, filled here or in Excel, added up over many units."""

import datetime
import io

import openpyxl
import pytest
from django.conf import settings as settings_of_django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import Refused
from cnnt_portal.jobs.running import work_on
from cnnt_portal.seen import mark
from reporting import data_forms, form_paper, glancing, operations, paper, queries
from reporting.models import Reporters, ReportRegime, ReportVersion, digest_of
from reporting.seeding.foundations import data_of
from tests import people
from tests.factories import projects, support_plans

FACTS = data_of("reporting", "department_year_regime.json")
FORMS = {form["key"]: form for form in FACTS["forms"]}
AT = datetime.datetime(2027, 1, 8, 9, tzinfo=support_plans.VIETNAM)


_CELLS = st.dictionaries(st.sampled_from(["qg", "dp"]), st.integers(0, 10**13).map(str))
_SOURCES = st.lists(
    st.builds(
        data_forms.Source,
        unit=st.sampled_from(["Sở A", "Sở B", "Cục"]),
        report=st.integers(1, 9),
        rows=st.lists(st.builds(dict, key=st.sampled_from(["dao-tao", "quan-ly", "tu-van"]), cells=_CELLS), max_size=3),
        place=st.none() | st.sampled_from([((0, "Bắc"), (1, "A")), ((0, "Bắc"), (2, "B")), ((1, "Nam"), (1, "C"))]),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(_SOURCES)
def test_any_path_to_a_number_gives_the_same_sum(sources):
    """By contents, by places, and straight from the units' cells; and each line's sources add up to the line."""
    straight = sum(int(value) for source in sources for row in source.rows for value in row["cells"].values())
    for key in ("kinh-phi-noi-dung", "kinh-phi-vung"):
        lines = data_forms.gathered(FORMS[key], sources).lines
        assert lines[-1].cells.get("tong", 0) == straight
        for line in lines:
            own = sum(int(value) for taken in line.sources for value in taken.cells.values())
            assert line.cells.get("tong", 0) == own


def test_an_empty_cell_is_no_zero_and_a_list_names_its_unit():
    made = data_forms.gathered(FORMS["ket-qua"], [data_forms.Source("Sở A", 1, [{"key": "cum", "cells": {}}])])
    assert {line.key: line.cells for line in made.lines}["cum"] == {}
    paper_ = {"so": "12/QĐ-UBND", "ngay": "2026-03-05"}
    made = data_forms.gathered(FORMS["van-ban"], [data_forms.Source("Sở A", 1, [{"key": "", "cells": paper_}])])
    assert [(line.label, line.cells) for line in made.lines] == [("Sở A", paper_)]


# Filled by a Sở


def period():
    operations.load_regime(facts=FACTS, receiver=people.cuc(), kept_from=datetime.date(2026, 1, 1), by=None, at=AT)
    operations.open_periods(by=None, at=AT)
    return ReportRegime.objects.get(who=Reporters.DEPARTMENTS).periods.get(starts_on="2026-01-01")


def begun(province=people.PROVINCE, officer=None):
    officer = officer or people.so_officer(province)
    report = operations.start_report(period=period(), organisation=people.so(province), by=officer, at=AT)
    operations.draft(report=report, by=officer, at=AT)
    return report


def fill(report, key, rows, nothing=False, by=None, reason=""):
    by = by or people.so_officer()
    operations.fill_table(report=report, key=key, rows=rows, nothing=nothing, reason=reason, by=by, at=AT)


def url(name, report, key):
    return reverse(f"reporting:{name}", args=[report.pk, key])


def opened(report, key):
    """What the page of a form carries along."""
    return {"shown": mark(report.tables.get(key=key).written)}


def accepted(province, money, officer=None, head=None):
    """A Sở's (or the Cục's) accepted report with national money for training and everything else empty."""
    officer, head = officer or people.so_officer(province), head or people.so_head(province)
    organisation = people.so(province) if province else people.cuc()
    report = operations.start_report(period=period(), organisation=organisation, by=officer, at=AT)
    operations.draft(report=report, by=officer, at=AT)
    for table in report.tables.all():
        fill(report, table.key, table.rows, nothing=True, by=officer)
    fill(report, "kinh-phi-noi-dung", [{"key": "dao-tao", "cells": {"qg": str(money)}}], by=officer)
    texts = {section.key: "Không có." for section in report.sections.filter(text="")}
    operations.write_sections(report=report, texts=texts, by=officer, at=AT)
    operations.submit(report=report, by=head, at=AT)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    return report


@pytest.mark.django_db
def test_what_the_portal_knows_is_filled_in_and_what_the_so_wrote_stays():
    projects.approved(amount=200_000_000, starts_on=datetime.date(2026, 3, 1))
    report = begun()
    known = report.tables.get(key="kinh-phi-nguon")
    [row] = [row for row in known.rows if row["cells"]]
    assert row["cells"]["duyet"] == "200000000"
    assert "200.000.000 đồng" in report.sections.get(key="khuyen-cong").text
    cells = {**row["cells"], "duyet": "250000000"}
    fill(report, "kinh-phi-nguon", [{"key": row["key"], "cells": cells}], reason="Thêm một đề án.")
    operations.draft(report=report, by=people.so_officer(), at=AT)
    again = report.tables.get(key="kinh-phi-nguon")
    cells = {one["key"]: one["cells"] for one in again.rows}[row["key"]]
    assert (cells["duyet"], again.recorded[row["key"]]["duyet"]) == ("250000000", "200000000")


@pytest.mark.django_db
def test_a_form_is_filled_on_its_page_and_mistakes_stand_at_the_cell(client_of):
    report = begun()
    client = client_of(people.so_officer())
    page = client.post(
        url("report_table", report, "can-bo"),
        opened(report, "can-bo") | {"o-0-trung-tam": "1", "o-0-can-bo": "hai mươi"},
    )
    assert "Hãy gõ một số nguyên" in page.content.decode()
    assert 'value="hai mươi"' in page.content.decode()
    assert report.tables.get(key="can-bo").rows == []
    client.post(
        url("report_table", report, "can-bo"), opened(report, "can-bo") | {"o-0-trung-tam": "1", "o-0-can-bo": "1.024"}
    )
    assert report.tables.get(key="can-bo").rows == [{"key": "tinh", "cells": {"trung-tam": "1", "can-bo": "1024"}}]
    detail = client.get(reverse("reporting:report_detail", args=[report.pk])).content.decode()
    assert "1.024,00" in detail


@pytest.mark.django_db
def test_a_form_without_anything_is_said_to_have_nothing(client_of):
    report = begun()
    client = client_of(people.so_officer())
    assert "“Biểu 6. Cán bộ của trung tâm khuyến công” chưa điền" in report.missing()
    wrong = client.post(
        url("report_table", report, "can-bo"), opened(report, "can-bo") | {"o-0-can-bo": "3", "nothing": "on"}
    )
    assert "Biểu đã có số" in wrong.content.decode()
    client.post(url("report_table", report, "can-bo"), opened(report, "can-bo") | {"nothing": "on"})
    assert "“Biểu 6. Cán bộ của trung tâm khuyến công” chưa điền" not in report.missing()


def sheet_of(rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            # What begins like a formula was typed as text.
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    book.save(out)
    return SimpleUploadedFile("bieu.xlsx", out.getvalue())


@pytest.mark.django_db
def test_a_form_goes_out_as_a_sheet_and_comes_back_filled(client_of):
    report = begun()
    client = client_of(people.so_officer())
    address = url("table_sheet", report, "kinh-phi-noi-dung")
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    page = book.active
    assert [cell.value for cell in page[1]] == ["Nội dung", "Khuyến công quốc gia", "Khuyến công địa phương"]
    page["B2"], page["C3"] = 1_500_000_000, "20 triệu"
    page.merge_cells("A12:C12")
    out = io.BytesIO()
    book.save(out)
    sheet = {"file": SimpleUploadedFile("bieu.xlsx", out.getvalue())}
    client.post(address, opened(report, "kinh-phi-noi-dung") | sheet)
    rows = [row for row in report.tables.get(key="kinh-phi-noi-dung").rows if row["cells"]]
    assert rows == [
        {"key": "dao-tao", "cells": {"qg": "1500000000"}}, {"key": "quan-ly", "cells": {"dp": "20000000"}}]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Gì đó", "Khác"]], "Không thấy dòng tiêu đề"),
        ([["Nội dung", "Khuyến công quốc gia", "Khuyến công địa phương"], ["Xây nhà", 5, 6]], "không có dòng: Xây nhà"),
        ([["Nội dung", "Khuyến công quốc gia", "Khuyến công địa phương"], ["Đào tạo nghề, truyền nghề", "nhiều", ""]],
         "Hãy gõ số tiền"),
        ([["Nội dung", "Khuyến công quốc gia", "Khuyến công địa phương"], ["Đào tạo nghề, truyền nghề", -5, ""]],
         "không được nhỏ hơn 0"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_answered_and_changes_nothing(client_of, rows, sentence):
    report = begun()
    page = client_of(people.so_officer()).post(
        url("table_sheet", report, "kinh-phi-noi-dung"), {"file": sheet_of(rows)}
    )
    assert sentence in page.content.decode()
    assert report.tables.get(key="kinh-phi-noi-dung").is_filled is False


@pytest.mark.django_db
def test_a_row_given_twice_or_a_formula_without_its_result_is_said_and_not_dropped_in_silence(client_of):
    report, client = begun(), client_of(people.so_officer())
    address = url("table_sheet", report, "kinh-phi-noi-dung")
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    for second, formula, sentence in ((1, None, "có hai lần trong tệp"), (2, "=1+1", "chưa có kết quả")):
        page = book.active
        page["A3"], page["B3"] = page.cell(1 + second, 1).value if second == 1 else page["A3"].value, formula or 5
        page["B2"] = 7
        out = io.BytesIO()
        book.save(out)
        sheet = {"file": SimpleUploadedFile("bieu.xlsx", out.getvalue())}
        answer = client.post(address, opened(report, "kinh-phi-noi-dung") | sheet)
        assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
        assert f"“{page['A3'].value}”" in answer.content.decode()
        assert report.tables.get(key="kinh-phi-noi-dung").is_filled is False
        book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))


@pytest.mark.django_db
def test_bad_words_in_a_list_are_kept_as_words_and_print_in_every_form(client_of):
    """A formula, marks that turn the writing direction, a picture sign, signs that XML cannot hold, 1,000 letters."""
    report = begun()
    words = ["=1+1", "+84 90", "\u202eđảo\u202c", "🎉 chúc mừng", "a\x0bb", "x" * 1000]
    rows = [["Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"]]
    rows += [[str(place), "05/03/2026", "UBND tỉnh", word] for place, word in enumerate(words) if "\x0b" not in word]
    client = client_of(people.so_officer())
    client.post(url("table_sheet", report, "van-ban"), opened(report, "van-ban") | {"file": sheet_of(rows)})
    table = report.tables.get(key="van-ban")
    table.rows.append({"key": "", "cells": {"so": "9", "trich-yeu": words[4]}})
    table.save()
    assert len(table.rows) == len(words)
    assert {row["cells"].get("ngay") for row in table.rows[:-1]} == {"2026-03-05"}
    book = openpyxl.load_workbook(io.BytesIO(workbook(paper.sheets(report))))
    cells = [row[4] for row in book[book.sheetnames[-1]].iter_rows(min_row=7)]
    assert {cell.data_type for cell in cells} == {"s"}
    address = reverse("reporting:report_download", args=[report.pk, "docx"])
    printed = Document(io.BytesIO(client.get(address).content))
    texts = [cell.text for table in printed.tables for row in table.rows for cell in row.cells]
    assert {"=1+1", "đảo", "🎉 chúc mừng", "ab", "x" * 1000} <= set(texts)


@pytest.mark.django_db
def test_totals_that_should_be_equal_and_are_not_are_flagged():
    report = begun()
    fill(report, "kinh-phi-nguon", [{"key": "local", "cells": {"duyet": "10"}}])
    fill(report, "kinh-phi-noi-dung", [{"key": "tu-van", "cells": {"dp": "7"}}])
    [flag] = queries.flags_of(report)
    assert flag.words.endswith("là 7, khác tổng “Biểu 2. Kinh phí khuyến công theo nguồn” là 10.")


@pytest.mark.django_db
def test_forms_of_many_so_are_added_up_by_region_and_every_number_opens_its_reports(client_of):
    one = accepted("Vĩnh Long", 5_000_000)
    accepted("Lào Cai", 7_000_000)
    accepted(None, 1_000_000, officer=people.cuc_officer(), head=people.cuc_head())
    officer = people.cuc_officer()
    operations.make_obligations(by=None, at=AT)
    made = operations.request_consolidation(period=one.period, by=officer, at=AT)
    work_on(queries.job_of_consolidation(made).pk, clock=lambda: AT)
    forms = {row.form["key"]: row for row in queries.gathered_forms(made)}
    places = [(line.label, line.cells["tong"]) for line in forms["kinh-phi-vung"].lines]
    assert [row for row in places if row[0] in ("Vĩnh Long", "Lào Cai", data_forms.ELSEWHERE, data_forms.WHOLE)] == [
        ("Lào Cai", 7_000_000), ("Vĩnh Long", 5_000_000), (data_forms.ELSEWHERE, 1_000_000),
        (data_forms.WHOLE, 13_000_000)]  # fmt: skip
    client = client_of(officer)
    page = client.get(reverse("reporting:consolidation_detail", args=[made.pk])).content.decode()
    address = f"{reverse('reporting:table_sources', args=[made.pk])}?bieu=kinh-phi-noi-dung&amp;dong=dao-tao&amp;cot=qg"
    assert address in page
    sources = client.get(address.replace("&amp;", "&")).content.decode()
    assert reverse("reporting:report_detail", args=[one.pk]) in sources
    assert ("5.000.000" in sources, "13.000.000" in sources) == (True, True)
    word = client.get(reverse("reporting:consolidation_download", args=[made.pk, "docx"]))
    printed = Document(io.BytesIO(b"".join(word.streaming_content)))
    texts = [cell.text for table in printed.tables for row in table.rows for cell in row.cells]
    assert texts.count("13.000.000") >= 2


@pytest.mark.django_db
def test_the_leaders_page_tells_of_the_forms_and_not_of_activities_that_nobody_reports_here(client_of):
    accepted("Vĩnh Long", 5_000_000)
    operations.make_obligations(by=None, at=AT)
    made = operations.gather(period=accepted("Lào Cai", 7_000_000).period, by=people.cuc_officer(), at=AT)
    page = client_of(people.cuc_officer()).get(reverse("reporting:consolidation_glance", args=[made.pk]))
    told = {change.label: (change.now, change.is_money) for change in page.context["glance"].changes}
    assert told["Kinh phí khuyến công theo nội dung"] == (12_000_000, True)
    assert ("Hoạt động" in told, "Sản phẩm được công nhận" in told) == (False, True)
    drawn = {chart.title: [bar.value for bar in chart.bars] for chart in page.context["charts"] if chart}
    assert drawn == {
        "Kinh phí khuyến công theo nội dung": [12_000_000],
        "Kinh phí khuyến công theo vùng kinh tế - xã hội và tỉnh": [7_000_000, 5_000_000],
    }


def of_units(**money):
    """Biểu 3 and what is computed of it, as these units filled it."""
    sources = [
        data_forms.Source(unit, 1, [{"key": "dao-tao", "cells": {"qg": str(amount)}}], ((1, "Vùng A"), (1, unit)))
        for unit, amount in money.items()
    ]
    return [data_forms.gathered({"rows": FORMS["kinh-phi-noi-dung"]["rows"], **FORMS[key]}, sources)
            for key in ("kinh-phi-noi-dung", "kinh-phi-vung")]  # fmt: skip


def test_forms_of_two_years_are_compared_and_a_unit_that_is_absent_now_waits():
    then, now = of_units(an=5, binh=7), of_units(an=9)
    [change] = glancing.of_forms(now, then[:1], set()).changes
    assert (change.before, change.now, change.is_money) == (12, 9, True)
    assert [(one.label, one.difference) for one in glancing.of_forms(now, then, set()).moved] == [
        ("Đào tạo nghề, truyền nghề", -3)
    ]
    glance = glancing.of_forms(now, then, {"binh"})
    assert (glance.moved, glance.absent) == ([], {"binh"})
    assert glance.waiting == {"Đào tạo nghề, truyền nghề": ["binh"]}
    assert [change.before for change in glancing.of_forms(now, None, set()).changes] == [None]


def test_two_tables_of_money_are_each_compared_and_name_the_table_where_they_name_rows_alike():
    def of_two(qg, own):
        [money, _] = of_units(**qg)
        form = {**money.form, "key": "rieng", "title": "Biểu 8. Kinh phí riêng"}
        rows = [{"key": "dao-tao", "cells": {"qg": str(own)}}]
        return [money, data_forms.gathered(form, [data_forms.Source("chinh", 1, rows)])]

    then, now = of_two({"an": 5, "binh": 7}, 2), of_two({"an": 9}, 40)
    row, title = "Đào tạo nghề, truyền nghề", "Kinh phí khuyến công theo nội dung"
    moved = glancing.of_forms(now, then, set()).moved
    assert [(one.label, one.difference) for one in moved] == [(f"Kinh phí riêng: {row}", 38), (f"{title}: {row}", -3)]
    glance = glancing.of_forms(now, then, {"binh"})
    assert glance.waiting == {f"{title}: {row}": ["binh"]}
    assert [one.label for one in glance.moved] == [f"Kinh phí riêng: {row}"]


@pytest.mark.django_db
def test_a_new_version_of_the_regime_brings_its_forms_and_what_was_begun_keeps_its_own():
    report = begun()
    fewer = {**FACTS, "valid_from": "2027-01-01", "forms": FACTS["forms"][:1]}
    operations.load_regime(facts=fewer, receiver=people.cuc(), kept_from=datetime.date(2027, 1, 1), by=None, at=AT)
    operations.open_periods(by=None, at=AT)
    later = ReportRegime.objects.get(valid_from="2027-01-01").periods.get()
    second = operations.start_report(period=later, organisation=people.so(), by=people.so_officer(), at=AT)
    assert (report.tables.count(), second.tables.count()) == (6, 1)


@pytest.mark.django_db
def test_a_unit_of_the_ministry_does_not_owe_the_yearly_report_of_the_so(client_of):
    support_plans.plan()
    made = period()
    operations.make_obligations(by=None, at=AT)
    people.so()
    kinds = set(made.obligations.values_list("organisation__kind", flat=True))
    assert kinds <= {"department", "agency"}
    address = reverse("reporting:report_start", args=[made.pk, people.ministry_unit().pk])
    assert client_of(people.unit_officer()).post(address).status_code == 404


def test_a_head_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="dòng tiêu đề"):
        form_paper.read(FORMS["van-ban"], [["a", "b"], ["c", "d"]])


@pytest.mark.django_db
def test_offices_read_every_version_of_a_regime_with_its_days_outline_and_forms(client_of):
    begun()
    client = client_of(people.so_officer())
    assert reverse("reporting:regime_list") in client.get(reverse("reporting:report_list")).content.decode()
    page = client.get(reverse("reporting:regime_list")).content.decode()
    assert "Báo cáo năm …: chốt số liệu 31/12, hạn gửi 20/01 năm sau" in page
    assert "Biểu 6. Cán bộ của trung tâm khuyến công: số trung tâm; cán bộ;" in page


@pytest.mark.django_db
def test_a_list_that_is_too_long_is_refused_and_not_cut(client_of):
    report = begun()
    rows = [["Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"]]
    rows += [[str(number), "", "", ""] for number in range(data_forms.MOST_ROWS + 1)]
    client, address = client_of(people.so_officer()), url("table_sheet", report, "van-ban")
    page = client.post(address, {"file": sheet_of(rows)})
    assert f"Biểu có {data_forms.MOST_ROWS + 1} dòng" in page.content.decode()
    assert report.tables.get(key="van-ban").rows == []
    client.post(address, opened(report, "van-ban") | {"file": sheet_of(rows[:-1])})
    assert len(report.tables.get(key="van-ban").rows) == data_forms.MOST_ROWS
    fields = client.get(url("report_table", report, "van-ban")).context["form"].fields
    assert len(fields) < settings_of_django.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.django_db
def test_a_number_other_than_the_recorded_one_wants_a_reason_and_both_are_shown_everywhere(client_of):
    report = begun()
    known = {"ky": "1", "du": "8", "cong-nhan": "2"}
    report.tables.filter(key="binh-chon").update(
        rows=[{"key": "province", "cells": known}], recorded={"province": known}
    )
    client = client_of(people.so_officer())
    typed = {"o-1-ky": "1", "o-1-du": "8", "o-1-cong-nhan": "12"}
    address = url("report_table", report, "binh-chon")
    refused = client.post(address, opened(report, "binh-chon") | typed).content.decode()
    assert ("cổng đã ghi 2" in refused, 'value="12"' in refused) == (True, True)
    assert report.tables.get(key="binh-chon").rows == [{"key": "province", "cells": known}]
    client.post(address, opened(report, "binh-chon") | typed | {"reason": "Bổ sung mười sản phẩm."})
    words = "12 (đã ghi: 2; Bổ sung mười sản phẩm.)"
    page = client.get(reverse("reporting:report_detail", args=[report.pk])).content.decode()
    assert words in page
    assert "“Sản phẩm được công nhận” là 12, nhiều hơn “Sản phẩm dự bình chọn” là 8." in page
    assert "12 sản phẩm được công nhận" in report.sections.get(key="binh-chon").text
    assert paper.document(report).body[-1].items == (
        "Biểu 1. Kết quả bình chọn trong năm, Cấp tỉnh: sản phẩm được công nhận 12, đã ghi 2; "
        "lý do: Bổ sung mười sản phẩm.",
    )
    content = queries.content_of(report)
    ReportVersion.objects.create(
        report=report, number=1, content=content, sha256=digest_of(content), sent_at=AT, sent_by=people.so_officer()
    )
    assert words in client.get(reverse("reporting:report_version", args=[report.pk, 1])).content.decode()
    # The reason stands for its number: saved again nothing is asked; another number wants its own words.
    client.post(address, opened(report, "binh-chon") | typed)
    again = client.post(address, opened(report, "binh-chon") | typed | {"o-1-cong-nhan": "5"}).content.decode()
    assert "cổng đã ghi 2" in again
