"""Many products at once: what a pasted table or an xlsx enters, what it refuses, and that twice is once."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.ui.tables import cells_of_text, cells_of_workbook
from support_plans import operations, queries
from support_plans.importing import table_of
from support_plans.models import Activity, ActivityMoney, ActivityResult, Indicator, MoneySource, ServedProduct
from tests import people
from tests.factories import geography
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Hội chợ", "kind": "fair_home", "starts_on": make.DAY}


NOT_HERE = (
    "chưa có trên cổng. Hãy xem lại tên sản phẩm, tên cơ sở; nếu đúng là sản phẩm đã được công nhận, "
    "hãy báo Cục bổ sung."
)


def read(text, **given):
    return table_of(cells_of_text(text), given={**GIVEN, **given}).lines


def enter(batch, by=None):
    job = operations.request_import(batch=batch, by=by or people.unit_officer(), at=make.AT)
    work_on(job.pk)
    return Job.objects.get(pk=job.pk)


def statuses(batch):
    return [judged.status for judged in queries.judged_import(batch).lines]


# Reading


def test_a_head_below_a_title_and_in_two_rows_is_found_and_merged_cells_hold_downwards():
    lines = read(
        "DANH SÁCH GIAN HÀNG\n"
        "Tên hoạt động\tSản phẩm\tCơ sở\tKết quả\t\n"
        "\t\t\tSố gian hàng\tDoanh thu\n"
        "Hội chợ Vinh\tMiến dong\tHTX Tâm Hòa\t1\t2,5 tỷ\n"
        "\tChè\tHTX Chè\t2\t15 triệu\n"
        "\n"
        "Hội chợ Huế\tMắm\tCơ sở Mắm\t1\t1.250.000\n"
    )
    found = [(line.number, line.facts["title"], line.facts["product"], line.facts["results"]) for line in lines]
    stalls, turnover = Indicator.STALLS, Indicator.TURNOVER
    assert found == [
        (4, "Hội chợ Vinh", "Miến dong", {stalls: 1, turnover: Decimal(2_500_000_000)}),
        (5, "Hội chợ Vinh", "Chè", {stalls: 2, turnover: Decimal(15_000_000)}),
        (7, "Hội chợ Huế", "Mắm", {stalls: 1, turnover: Decimal(1_250_000)}),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("31/02/2026\thai triệu", "Ngày 31/02/2026 không có trong lịch"),
        ("12/05/2026\t-5", "Số tiền không được nhỏ hơn 0"),
        ("12/05/2026\t2.5.0 triệu", "Hãy gõ số tiền bằng đồng"),
        ("12/05/2026\t" + "9" * 30, "quá lớn"),
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_what_stood_there(row, sentence):
    line = read(f"Sản phẩm\tTừ ngày\tDoanh thu\nChè\t{row}")[0]
    assert any(sentence in problem for problem in line.problems)


def test_what_does_not_belong_to_the_kind_is_refused():
    line = read("Sản phẩm\tSố vụ vi phạm phát hiện\nChè\t3")[0]
    assert line.problems == ["“Số vụ vi phạm phát hiện” không phải kết quả của loại “Hội chợ, triển lãm trong nước”."]


def test_a_table_without_head_or_rows_says_so():
    for text, sentence in (("a\tb\n1\t2", "Không thấy dòng tiêu đề"), ("Sản phẩm\tCơ sở", "chưa có dòng nào")):
        with pytest.raises(Refused, match=sentence):
            read(text)


def test_an_excel_file_reads_like_the_pasted_table():
    book = Workbook()
    book.active.append(["Sản phẩm", "Từ ngày", "Doanh thu"])
    book.active.append(["Chè", datetime.datetime(2026, 5, 12), 2_500_000.0])
    out = BytesIO()
    book.save(out)
    assert cells_of_workbook(out) == [["Sản phẩm", "Từ ngày", "Doanh thu"], ["Chè", "12/05/2026", "2500000"]]
    with pytest.raises(Refused, match="Không đọc được tệp Excel"):
        cells_of_workbook(BytesIO(b"PK\x03\x04 khong phai"))


def test_borders_drawn_far_below_the_table_do_not_make_it_long():
    book = Workbook()
    book.create_sheet("Trống", 0)
    page = book["Sheet"]
    page.append(["Sản phẩm", "Cơ sở"])
    page.append(["Chè", "HTX"])
    page.cell(12_000, 1).value = " "
    out = BytesIO()
    book.save(out)
    assert cells_of_workbook(out) == [["Sản phẩm", "Cơ sở"], ["Chè", "HTX"]]


def test_a_row_with_its_own_day_lasts_that_day():
    line = read("Sản phẩm\tTừ ngày\nChè\t01/06/2026", ends_on=datetime.date(2026, 5, 15))[0]
    assert (line.problems, line.facts["ends_on"]) == ([], datetime.date(2026, 6, 1))


def test_headings_are_read_by_their_near_names_and_the_rest_is_named():
    table = table_of(
        cells_of_text(
            "Đơn vị tính: đồng\t\t\t\t\t\n"
            "TT\tSản phẩm\tDoanh thu bán hàng (triệu đồng)\tVốn đối ứng\tTiền điện\t\n"
            "1\tChè\t12,5\t3 triệu\t5\tlạ\n"
        ),
        given=GIVEN,
    )
    assert table.read == {"product", "result_turnover", "money_establishment"}
    assert [column.name for column in table.unread] == ["“Tiền điện”", "cột thứ 6 (không có tiêu đề)"]
    facts = table.lines[0].facts
    assert (facts["results"], facts["money"]) == ({"turnover": 12_500_000}, {"establishment": 3_000_000})


def test_the_unit_told_above_the_table_holds_for_its_bare_numbers():
    [line] = read("Đơn vị tính: triệu đồng\t\nSản phẩm\tDoanh thu\tSố gian hàng\nChè\t1.250\t2\n")
    assert line.facts["results"] == {"turnover": 1_250_000_000, "stalls": 2}
    [line] = read("Đơn vị tính: triệu đồng\t\nSản phẩm\tDoanh thu\nChè\t3 tỷ\n")
    assert line.facts["results"] == {"turnover": 3_000_000_000}


# Choosing


def test_the_official_says_which_column_it_is_before_entering():
    plan = make.plan([make.certificate("Chè")])
    batch = make.table("Sản phẩm\tThu về\nChè\t12 triệu", plan)
    assert [column.name for column in queries.judged_import(batch).unread] == ["“Thu về”"]
    choose = {"batch": batch, "by": people.unit_officer(), "at": make.AT}
    with pytest.raises(Refused, match="Chỉ một cột được đọc là “Sản phẩm”"):
        operations.choose_columns(columns={1: "product"}, **choose)
    operations.choose_columns(columns={1: "result_turnover"}, **choose)
    judgement = queries.judged_import(batch)
    assert judgement.unread == []
    assert judgement.figures_of(judgement.lines, judgement.lines) == [
        ("Doanh thu tại hội chợ (đồng)", [12_000_000], 12_000_000)
    ]
    enter(batch)
    assert ActivityResult.objects.get().value == 12_000_000
    with pytest.raises(Refused, match="Bảng này đã nhập"):
        operations.choose_columns(columns={1: "result_stalls"}, **choose)
    with pytest.raises(NotPermitted):
        operations.choose_columns(batch=batch, columns={}, by=people.so_officer(), at=make.AT)


def test_near_names_are_proposed_and_one_choice_holds_for_every_line_that_says_the_same():
    meant = make.certificate("Khoai lang sấy giòn", "Hợp tác xã Khoai lang Bình Tân")
    plan = make.plan([meant, make.certificate("Khoai lang tươi")])
    text = (
        "Tên hoạt động\tSản phẩm\tCơ sở\nMột\tKhoai lng say giòn\tHTX Bình Tân\nHai\tKhoai lng say giòn\tHTX Bình Tân"
    )
    batch = make.table(text, plan)
    [first, second] = queries.judged_import(batch).lines
    assert first.problems == ["Sản phẩm “Khoai lng say giòn” của “HTX Bình Tân” không có trong kế hoạch với tên này."]
    assert (first.near, second.near) == ([meant], [meant])
    stranger = make.certificate("Mắm")
    with pytest.raises(Refused, match="Không chọn được sản phẩm này"):
        operations.choose_product(
            batch=batch, number=2, certificate_pk=stranger.pk, by=people.unit_officer(), at=make.AT
        )
    operations.choose_product(batch=batch, number=2, certificate_pk=meant.pk, by=people.unit_officer(), at=make.AT)
    assert [(judged.status, judged.certificate) for judged in queries.judged_import(batch).lines] == [
        ("new", meant)
    ] * 2


def test_a_table_of_nothing_but_strange_names_is_judged_soon(django_assert_max_num_queries):
    plan = make.plan([make.certificate(f"Bánh tráng số {number}") for number in range(5)])
    rows = "\n".join(f"Bánh trángg lạ {number} x{number}\tHTX {number}" for number in range(3_000))
    batch = make.table(f"Sản phẩm\tCơ sở\n{rows}", plan)
    with django_assert_max_num_queries(12):
        judgement = queries.judged_import(batch)
    assert len(judgement.of(queries.WRONG)) == 3_000


def test_a_short_name_of_the_house_is_the_house():
    plan = make.plan([make.certificate("Khoai lang sấy giòn", "Hợp tác xã Khoai lang Bình Tân")])
    assert statuses(make.table("Sản phẩm\tCơ sở\nKhoai lang say giòn\tHTX Khoai lang Bình Tân", plan)) == ["new"]


def test_who_does_what_about_a_product_that_the_plan_does_not_have():
    waiting = make.certificate("Chè móc câu", "Hợp tác xã Chè Hảo Đạt")
    make.certificate("Mắm cũ", issued_on=datetime.date(2021, 3, 1))
    plan = make.plan()
    table = "Sản phẩm\tGiấy chứng nhận\nChè móc câu\t\nMắm cũ\t\nMắm cá linh\t\n\t" + waiting.code
    batch = make.table(table, plan)
    soon = (
        "còn hiệu lực nhưng Cục chưa đưa vào kế hoạch. Hãy báo Cục đưa vào; xong thì mở lại trang này, "
        "dòng này nhập được ngay."
    )
    assert queries.judged_import(batch).lines[0].problems == [f"Sản phẩm “Chè móc câu” {soon}"]
    assert queries.judged_import(batch).lines[1].problems == [
        "Sản phẩm “Mắm cũ” có trên cổng nhưng không thuộc kế hoạch này: "
        "giấy đã hết hiệu lực hoặc ngoài phạm vi của kế hoạch."
    ]
    assert queries.judged_import(batch).lines[2].problems == [f"Sản phẩm “Mắm cá linh” {NOT_HERE}"]
    assert queries.judged_import(batch).lines[3].problems == [f"Giấy chứng nhận “{waiting.code}” {soon}"]
    operations.add_products(plan=plan, certificates=[waiting], by=people.cuc_officer(), at=make.AT)
    assert statuses(batch) == ["new", "wrong", "wrong", "wrong"]


# Entering


def test_sixty_stalls_become_one_activity_whose_sums_are_those_of_its_rows():
    certificates = [make.certificate(f"Sản phẩm {number}") for number in range(6)]
    plan = make.plan(certificates)
    rows = "".join(f"{row.product_name}\t1\t10 triệu\t{number} triệu\n" for number, row in enumerate(certificates))
    batch = make.table(f"Sản phẩm\tSố gian hàng\tDoanh thu\tXúc tiến thương mại quốc gia\n{rows}", plan)
    assert Activity.objects.count() == 0
    assert enter(batch).state == Job.State.DONE
    activity = Activity.objects.get()
    assert (activity.is_done, activity.served.count()) == (True, 6)
    assert {row.indicator: row.value for row in activity.results.all()} == {"stalls": 6, "turnover": 60_000_000}
    assert {row.source: row.amount for row in activity.money.all()} == {"trade_promotion": 15_000_000}
    assert sorted(row.amount for row in activity.served.all()) == [number * 1_000_000 for number in range(6)]


def test_brought_again_it_enters_only_what_is_new():
    certificates = [make.certificate("Chè"), make.certificate("Miến"), make.certificate("Mắm")]
    plan = make.plan(certificates)
    first = make.table("Sản phẩm\tDoanh thu\nChè\t1 triệu\nMiêến\t2 triệu\nMắm\t4 triệu", plan)
    assert statuses(first) == ["new", "wrong", "new"]
    enter(first)
    enter(first)
    mended = "Sản phẩm\tDoanh thu\nChè\t1 triệu\nMiến\t2 triệu\nMắm\t4 triệu"
    second = make.table(mended, plan)
    assert statuses(second) == ["known", "new", "known"]
    enter(second)
    assert statuses(make.table(mended, plan)) == ["known", "known", "known"]
    enter(make.table(mended, plan))
    assert Activity.objects.count() == 1
    assert (ServedProduct.objects.count(), ActivityResult.objects.get().value) == (3, 7_000_000)


def test_what_a_table_adds_to_a_done_activity_leaves_a_trace_and_nothing_enters_a_cancelled_one():
    certificates = [make.certificate("Chè"), make.certificate("Miến")]
    plan = make.plan(certificates)
    enter(make.table("Sản phẩm\tDoanh thu\nChè\t1 triệu", plan))
    activity = Activity.objects.get()
    enter(make.table("Sản phẩm\tDoanh thu\nChè\t1 triệu\nMiến\t2 triệu", plan))
    activity.refresh_from_db()
    assert (activity.is_done, activity.results.get().value) == (True, 3_000_000)
    assert [(row.step, row.note) for row in activity.history.all()] == [
        ("complete", ""), ("correct", "Thêm 1 dòng từ bảng nhập"), ("complete", "")]  # fmt: skip
    other = {"title": "Hội chợ đã bỏ", "starts_on": make.DAY, "ends_on": make.DAY}
    cancelled = make.activity(plan, done=False, **other)
    operations.cancel_activity(activity=cancelled, reason="Mưa bão", by=people.unit_officer(), at=make.AT)
    batch = make.table("Sản phẩm\tDoanh thu\nChè\t1 triệu", plan, **other)
    assert [judged.problems for judged in queries.judged_import(batch).lines] == [
        ["Hoạt động này đã ghi là không thực hiện. Hãy mở lại hoạt động trước khi nhập."]
    ]
    enter(batch)
    assert cancelled.served.count() == 0


def test_what_cannot_be_served_is_refused_line_by_line():
    good = make.certificate("Chè")
    twins = [make.certificate("Bánh", "Cơ sở Một"), make.certificate("Bánh", "Cơ sở Hai")]
    expired = make.certificate("Cũ", issued_on=datetime.date(2021, 3, 1))
    plan = make.plan([good, *twins])
    plan.products.create(certificate=expired, added_at=make.AT)
    batch = make.table(
        "Sản phẩm\tCơ sở\tGiấy chứng nhận\n"
        f"Chè\t\t\nChè\t\t\nBánh\t\t\nBánh\tcơ sở hai\t\nCũ\t\t\nLạ\t\t\n\t\t{twins[0].code}\n",
        plan,
    )  # fmt: skip
    found = [(judged.status, judged.problems) for judged in queries.judged_import(batch).lines]
    assert found == [
        ("new", []),
        ("wrong", ["Trùng với dòng 2."]),
        ("wrong", ["Sản phẩm “Bánh”: có 2 sản phẩm cùng tên, hãy ghi thêm cơ sở hoặc số giấy."]),
        ("new", []),
        ("wrong", ["Sản phẩm “Cũ”: giấy chứng nhận không có hiệu lực trong thời gian này."]),
        ("wrong", [f"Sản phẩm “Lạ” {NOT_HERE}"]),
        ("new", []),
    ]


def test_a_so_brings_products_of_its_province_only():
    local, elsewhere = make.certificate("Kẹo"), make.certificate("Chè", province=geography.province("Lào Cai"))
    task = {"content": 1, "lead_kind": "department", "description": "Tại địa phương", "participants": []}
    plan = make.plan([local, elsewhere], tasks=[task])
    batch = operations.bring_table(
        unit=people.so(), task=plan.tasks.get(), cells=cells_of_text("Sản phẩm\tCơ sở\nKẹo\t\nChè\t"), kind="advice",
        title="Tư vấn", starts_on=make.DAY, ends_on=None, place="", by=people.so_officer(), at=make.AT,
    )  # fmt: skip
    assert statuses(batch) == ["new", "wrong"]
    with pytest.raises(NotPermitted):
        operations.request_import(batch=batch, by=people.unit_officer(), at=make.AT)


def test_five_thousand_rows_of_which_three_are_wrong(django_assert_max_num_queries):
    """Judged in a constant number of queries; the 4,997 are entered, the three are named by their lines."""
    certificates = [make.certificate(f"Sản phẩm {number:03}") for number in range(20)]
    plan = make.plan(certificates)
    rows = [f"Tư vấn {number // 20}\t{certificates[number % 20].product_name}\t1 triệu" for number in range(5_000)]
    rows[10], rows[2_500], rows[4_999] = (
        "Tư vấn 0\tLạ\t1 triệu",
        "Tư vấn 125\tSản phẩm 000\tmột triệu",
        "Tư vấn 249\t\t-1",
    )
    batch = make.table("Hoạt động\tSản phẩm\tKinh phí của đơn vị\n" + "\n".join(rows), plan, kind="advice")
    with django_assert_max_num_queries(8):
        judgement = queries.judged_import(batch)
    assert [judged.line.number for judged in judgement.of(queries.WRONG)] == [12, 2_502, 5_001]
    assert (len(judgement.of(queries.NEW)), judgement.new_activities) == (4_997, 250)
    enter(batch)
    assert (Activity.objects.count(), ServedProduct.objects.count()) == (250, 4_997)
    assert sum(ActivityMoney.objects.values_list("amount", flat=True)) == 4_997_000_000 == judgement.amount


# Pages


def test_an_officer_pastes_looks_and_enters(client_of):
    certificate = make.certificate("Chè")
    plan = make.plan([certificate])
    client = client_of(people.unit_officer())
    create = reverse("support_plans:import_create")
    typed = {
        "unit": make.unit().pk, "task": plan.tasks.get(lead__name=make.OLD_BODY).pk, "title": "Hội chợ Vinh",
        "kind": "fair_home", "starts_on": "12/05/2026", "pasted": "Sản phẩm\tDoanh thu\nChè\t1,5 triệu\nLạ\t1",
    }  # fmt: skip
    preview = client.post(create, typed, follow=True)
    page = preview.content.decode()
    assert "Nhập 1 dòng đúng" in page
    assert f"Sản phẩm “Lạ” {NOT_HERE}" in page
    client.post(preview.context["request"].path + "nhap/", {"seen": preview.context["judgement"].mark})
    work_on(Job.objects.get().pk)
    activity = Activity.objects.get()
    assert activity.results.get().value == 1_500_000
    after = " ".join(client.get(preview.context["request"].path).content.decode().split())
    assert "Đã nhập 1 dòng" in after
    assert f'1 dòng vào hoạt động <a href="/ho-tro/hoat-dong/{activity.pk}/">Hội chợ Vinh</a>' in after
    assert "Không có dòng mới nào" not in after


def test_the_preview_shows_money_and_turnover_and_asks_for_columns_it_does_not_know(client_of):
    plan = make.plan([make.certificate("Khoai lang sấy giòn")])
    client = client_of(people.unit_officer())
    batch = make.table(
        "Sản phẩm\tDoanh thu\tThu thêm\nKhoai lang sấy giòn\t5,5 triệu\t1\nKhoai lng sấy giòn\t2 triệu\t", plan
    )
    page = reverse("support_plans:import_detail", args=[batch.pk])
    shown = client.get(page + "?xem=new").content.decode()
    assert shown.count("5.500.000") == 3
    assert "“Thu thêm”" in shown
    client.post(reverse("support_plans:import_columns", args=[batch.pk]), {"cot_2": "result_stalls"})
    assert "Cột không đọc" not in client.get(page).content.decode()
    [meant] = queries.judged_import(batch).lines[1].near
    client.post(reverse("support_plans:import_choose", args=[batch.pk]), {"number": 3, "certificate_pk": meant.pk})
    batch.refresh_from_db()
    assert queries.judged_import(batch).lines[1].problems == ["Trùng với dòng 2."]


def test_only_what_the_pressed_preview_showed_is_entered(client_of):
    client = client_of(people.unit_officer())
    batch = make.table("Tên hoạt động\tĐịa điểm\tTiền chi\nHội chợ A\tCần Thơ\t5000000\n")
    page, enter = (reverse(f"support_plans:import_{name}", args=[batch.pk]) for name in ("detail", "enter"))
    seen = client.get(page).context["judgement"].mark
    operations.choose_columns(batch=batch, columns={2: "money_establishment"}, by=people.unit_head(), at=make.AT)
    for stale in ({"seen": seen}, {"seen": ""}, {}):
        told = client.post(enter, stale)
        assert "Bảng xem trước đã đổi sau khi bạn mở trang" in told.content.decode()
        assert "5.000.000 đồng" in told.content.decode()
        batch.refresh_from_db()
        assert (batch.entered_at, Job.objects.count()) == (None, 0)
    assert f'{page}?xem=new"' in told.content.decode()
    for _ in range(2):
        assert client.post(enter, {"seen": told.context["judgement"].mark}).status_code == 302
    work_on(Job.objects.get().pk)
    assert ActivityMoney.objects.get().amount == 5_000_000


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"pasted": ""}, "pasted", "Hãy chọn một tệp Excel hoặc dán một bảng, một trong hai."),
        ({"pasted": "không có bảng"}, None, "Không thấy dòng tiêu đề"),
        ({"file": SimpleUploadedFile("a.xlsx", b"khong phai")}, "file", "Excel"),
    ],
)
def test_what_is_no_table_is_said_and_what_was_typed_stays(client_of, changes, field, sentence):
    plan = make.plan()
    typed = {"unit": make.unit().pk, "task": plan.tasks.first().pk, "title": "Hội chợ Vinh", "pasted": "", **changes}
    response = client_of(people.unit_officer()).post(reverse("support_plans:import_create"), typed)
    errors = response.context["form"].errors.get(field or "__all__", [])
    assert any(sentence in error for error in errors), response.context["form"].errors
    assert 'value="Hội chợ Vinh"' in response.content.decode()


def test_the_template_has_every_column_that_is_read(client_of):
    certificate = make.certificate("Chè")
    make.plan([certificate])
    response = client_of(people.unit_officer()).get(reverse("support_plans:import_template"))
    book = load_workbook(BytesIO(response.content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[:4] == ["Tên hoạt động", "Loại hoạt động", "Từ ngày", "Đến ngày"]
    assert len(heads) == 8 + len(MoneySource) + len(Indicator)
    assert book.worksheets[1]["A2"].value == "Chè"
