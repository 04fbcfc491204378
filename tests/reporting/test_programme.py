"""The real programme of 2014–2020, spread over its 63 provinces and added up again by the data forms."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cnnt_portal.documents.sheets import workbook
from reporting import data_forms, form_paper, operations
from reporting.seeding.foundations import data_of

FORMS = {form["key"]: form for form in data_of("reporting", "department_year_regime.json")["forms"]}
SAMPLE = Path(operations.__file__).parent.parent / "data" / "programme_2014_2020.csv"
BILLION = 10**9
# Which row of the form holds which line of the programme's final report.
RESULTS = {
    "lao động được đào tạo nghề": "dao-tao",
    "học viên nâng cao năng lực quản lý": "quan-ly",
    "mô hình trình diễn kỹ thuật": "mo-hinh",
    "cơ sở ứng dụng máy móc tiên tiến": "may-moc",
    "hội chợ triển lãm cấp khu vực": "hoi-cho-kv",
    "cuộc bình chọn cấp khu vực": "binh-chon-kv",
    "cuộc bình chọn cấp quốc gia": "binh-chon-qg",
    "sản phẩm được tôn vinh cấp khu vực": "ton-vinh-kv",
    "sản phẩm được tôn vinh cấp quốc gia": "ton-vinh-qg",
    "cơ sở xây dựng và đăng ký thương hiệu": "thuong-hieu",
    "lượt cơ sở tham gia hội chợ": "hoi-cho",
    "gian hàng ở nước ngoài": "nuoc-ngoai",
    "website và phần mềm truy xuất nguồn gốc": "truy-xuat",
    "cụm công nghiệp được hỗ trợ": "cum",
}


def sample(table):
    with SAMPLE.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["table"] == table]


def printed_share(note):
    """(the percentage, how many decimals it was printed with)"""
    whole, _, places = re.search(r"(\d+)(,(\d+))? %", note).groups()
    return Decimal(f"{whole}.{places or 0}"), len(places or "")


def spread(whole, count):
    """Whole numbers that add up to `whole`."""
    each = int(whole) // count
    return [each + int(whole) - each * count, *[each] * (count - 1)]


def regions():
    """[(region, number of provinces, đồng)]"""
    return [
        (row["row"], int(re.match(r"(\d+) tỉnh", row["note"])[1]), int(Decimal(row["value"]) * BILLION))
        for row in sample("money by region")
    ]


def money_sources():
    """One report of each province and one of the bodies outside them; all local money lies in the provinces."""
    by_source = {row["row"]: int(Decimal(row["value"]) * BILLION) for row in sample("money by source")}
    national, local = by_source["kinh phí khuyến công quốc gia"], by_source["kinh phí khuyến công địa phương"]
    amounts = [
        ((order, region), number, amount)
        for order, (region, count, money) in enumerate(regions())
        for number, amount in enumerate(spread(money, count), 1)
    ]
    found, left = [], local
    for region, number, amount in amounts:
        own = min(left, amount)
        left -= own
        cells = {"dp": str(own), "qg": str(amount - own)}
        province = (number, f"{region[1]} {number}")
        found.append(data_forms.Source(province[1], 1, [{"key": "ky-thuat", "cells": cells}], (region, province)))
    outside = national + local - sum(amount for _, _, amount in amounts)
    found.append(data_forms.Source("Cục", 1, [{"key": "to-chuc", "cells": {"qg": str(outside)}}]))
    return found


def test_the_programmes_money_comes_out_by_region_and_province_as_its_final_report_prints_it():
    made = data_forms.gathered(FORMS["kinh-phi-vung"], money_sources())
    high = {line.label: line for line in made.lines if line.level == 0}
    for (region, count, money), row in zip(regions(), sample("money by region"), strict=True):
        share, places = printed_share(row["note"])
        assert high[region].cells["tong"] == money
        assert round(high[region].cells["ty-le"], places) == share
        assert len([line for line in made.lines if line.level == 1 and line.label.startswith(region)]) == count
    provinces = sum(high[region].cells["tong"] for region, _, _ in regions())
    assert provinces == Decimal("1464.06") * BILLION
    total = next(row for row in sample("money by source") if row["row"] == "tổng kinh phí được phê duyệt")
    assert round(made.lines[-1].cells["tong"] / BILLION, 1) == round(Decimal(total["value"]), 1)
    assert high[data_forms.ELSEWHERE].cells["tong"] == made.lines[-1].cells["tong"] - provinces


def test_the_programmes_money_comes_out_by_source_with_its_shares():
    rows = sample("money by source")[:2]
    cells = [{"duyet": str(int(Decimal(row["value"]) * BILLION))} for row in rows]
    filled = [{"key": "national", "cells": cells[0]}, {"key": "local", "cells": cells[1]}]
    made = data_forms.gathered(FORMS["kinh-phi-nguon"], [data_forms.Source("Cả nước", 1, filled)])
    for line, row in zip(made.lines, rows, strict=False):
        assert line.cells["ty-le"] == printed_share(row["note"])[0]
        assert line.cells["duyet"] == Decimal(row["value"]) * BILLION
    assert made.lines[-1].cells["ty-le"] == 100


def test_the_programmes_results_come_out_as_its_final_report_prints_them():
    rows = {row["row"]: int(row["value"]) for row in sample("results")}
    assert rows.keys() == RESULTS.keys()
    parts = {name: spread(value, 63) for name, value in rows.items()}
    sources = [
        data_forms.Source(
            f"Sở {number}",
            number,
            [{"key": RESULTS[name], "cells": {"thuc-hien": str(values[number])}} for name, values in parts.items()],
        )
        for number in range(63)
    ]
    made = data_forms.gathered(FORMS["ket-qua"], sources)
    assert {line.key: line.cells["thuc-hien"] for line in made.lines} == {
        key: rows[name] for name, key in RESULTS.items()
    }


def test_the_programmes_staff_come_out_with_their_mean_which_is_a_ratio_and_not_a_sum():
    people_, direct = (int(row["value"]) for row in sample("staff"))
    note = sample("staff")[0]["note"]
    centres = int(re.match(r"(\d+) trung tâm", note)[1])
    sources = [
        data_forms.Source(
            f"Sở {number}",
            number,
            [{"key": "tinh", "cells": {"trung-tam": "1", "can-bo": str(all_), "truc-tiep": str(some)}}],
            ((0, "Cả nước"), (number, f"Tỉnh {number}")),
        )
        for number, (all_, some) in enumerate(zip(spread(people_, centres), spread(direct, centres), strict=True))
    ]
    total = data_forms.gathered(FORMS["can-bo"], sources).lines[-1].cells
    assert (total["can-bo"], total["truc-tiep"]) == (people_, direct)
    assert f"{total['binh-quan']}".replace(".", ",") == re.search(r"bình quân (\S+)", note)[1]


@pytest.mark.parametrize("key", ["kinh-phi-vung", "can-bo"])
def test_the_sheets_formulas_give_the_same_numbers_in_libreoffice(key, office, tmp_path):
    sources = money_sources()[:30] + money_sources()[-1:]
    if key == "can-bo":
        sources = [
            source._replace(rows=[{"key": "tinh", "cells": {"trung-tam": "1", "can-bo": str(7 + place)}}])
            for place, source in enumerate(sources)
        ]
    made = data_forms.gathered(FORMS[key], sources)
    book = tmp_path / "bieu.xlsx"
    book.write_bytes(workbook([form_paper.sheet(made.form, made.lines, "Vùng, tỉnh", ("Tổng hợp",))]))
    [page] = openpyxl.load_workbook(office(office(book, "ods"), "xlsx"), data_only=True).worksheets
    read = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    columns = [column["key"] for column in made.form["columns"]]
    assert [row[0] for row in read] == [line.label for line in made.lines]
    for row, line in zip(read, made.lines, strict=True):
        for value, name in zip(row[1:], columns, strict=True):
            expected = line.cells.get(name)
            assert (value is None) == (expected is None), (line.label, name)
            assert value is None or abs(Decimal(str(value)) - expected) <= Decimal("0.005"), (line.label, name)
