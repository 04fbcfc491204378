"""The register as open data: the same rows in CSV, JSON and xlsx. Column names stay as they are once published."""

import csv
import json

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.exports.writing import in_csv

COLUMNS = (
    ("ma_kiem_tra", Column("Mã kiểm tra", width=14)),
    ("san_pham", Column("Sản phẩm", width=36)),
    ("co_so", Column("Cơ sở", width=36)),
    ("nhom", Column("Nhóm", width=7)),
    ("cap", Column("Cấp", width=14)),
    ("nam", Column("Năm", width=8, align="center")),
    ("don_vi_luc_cong_nhan", Column("Đơn vị lúc công nhận", width=26)),
    ("ky_binh_chon", Column("Kỳ bình chọn", width=40)),
    ("co_quan_cap", Column("Cơ quan cấp", width=30)),
    ("so_quyet_dinh", Column("Số quyết định", width=18)),
    ("ngay_quyet_dinh", Column("Ngày quyết định", "date", width=14)),
    ("so_giay_chung_nhan", Column("Số giấy chứng nhận", width=18)),
    ("ngay_cap", Column("Ngày cấp", "date", width=12)),
    ("co_gia_tri_den_het", Column("Có giá trị đến hết", "date", width=14)),
    ("hieu_luc", Column("Hiệu lực", width=22)),
    ("thay_cho_giay_so", Column("Thay cho giấy số", width=18)),
    ("thay_bang_giay_so", Column("Thay bằng giấy số", width=18)),
)
CHUNK = 1000


def rows(certificates, today):
    """One tuple a certificate, in the order of COLUMNS; what no source tells is None."""
    for one in certificates.with_successor_number().iterator(chunk_size=CHUNK):
        yield (
            one.code,
            one.product_name,
            one.establishment_name,
            one.group,
            one.level_words,
            str(one.year),
            one.unit_name,
            one.round_title,
            one.issuer,
            one.decision_number or None,
            one.decision_date,
            one.number or None,
            one.issued_on,
            one.valid_until,
            one.validity_on(today).standing.words,
            one.replaces.number if one.replaces_id else None,
            one.successor_number,
        )


class _Echo:
    def write(self, text):
        return text


def as_csv(certificates, today):
    """Lines; UTF-8 with a mark so that Excel reads the Vietnamese letters, and no text that Excel would compute."""
    pen = csv.writer(_Echo())
    yield "\ufeff" + pen.writerow([name for name, _ in COLUMNS])
    for row in rows(certificates, today):
        yield pen.writerow([in_csv(value) for value in row])


def as_json(certificates, today):
    """Pieces of one JSON array of objects."""
    names = [name for name, _ in COLUMNS]
    before = "["
    for row in rows(certificates, today):
        yield before + json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False)
        before = ",\n"
    yield "[]" if before == "[" else "]"


def _plain(value):
    return value if value is None or isinstance(value, str) else value.isoformat()


def as_sheet(certificates, today):
    heading = ("Sản phẩm công nghiệp nông thôn tiêu biểu", f"Hiệu lực tính đến ngày {today:%d/%m/%Y}")
    return Sheet("Sản phẩm", tuple(column for _, column in COLUMNS), rows(certificates, today), heading)
