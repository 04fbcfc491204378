"""The values of parameters in words. Every key has its wording: an unknown one is our mistake and raises KeyError."""

from dataclasses import dataclass

from cnnt_portal.text import grouped


@dataclass(frozen=True)
class Words:
    """Either a sentence, or a list, or a table."""

    text: str = ""
    lines: tuple = ()
    head: tuple = ()
    rows: tuple = ()

    @property
    def cells(self):
        """Rows whose cells carry the name of their column, for narrow screens."""
        return tuple(tuple(zip(self.head, row, strict=True)) for row in self.rows)


LEVELS = {
    "commune": "Cấp xã",
    "district": "Cấp huyện",
    "province": "Cấp tỉnh",
    "region": "Cấp khu vực",
    "nation": "Cấp quốc gia",
}


def _text(form):
    return lambda value: Words(form.format(value))


def _yes_no(value):
    return Words("Có" if value else "Không")


def _levels(levels):
    return Words(
        head=("Cấp", "Chủ trì", "Cơ quan thường trực", "Công nhận và cấp giấy chứng nhận"),
        rows=tuple((x["name"], x["organiser"], x["standing_body"], x["certifier"]) for x in levels),
    )


def _groups(groups):
    return Words(head=("Nhóm", "Tên"), rows=tuple((x["code"], x["name"]) for x in groups))


def _criteria(criteria):
    rows = [(x["name"], x["maximum"]) for x in criteria]
    total = sum(int(x["maximum"]) for x in criteria)
    return Words(head=("Tiêu chí", "Điểm tối đa"), rows=(*rows, ("Cộng", str(total))))


def _parts(parts):
    rows = ((x["name"], x["detail"], "Bắt buộc" if x["required"] else "Nếu có") for x in parts)
    return Words(head=("Giấy tờ", "Chi tiết", "Yêu cầu"), rows=tuple(rows))


def _size(size):
    return Words(f"{size['width_cm']} × {size['height_cm']} cm")


def _double_seats(rules):
    who = {"member": "Thành viên biểu quyết", "secretary": "Thư ký hội đồng"}
    what = {"refuse": "Không được làm giám khảo", "warn": "Được làm giám khảo, cổng nhắc và ghi lại", "allow": "Được"}
    return Words(head=("Người ở hội đồng", "Làm giám khảo"), rows=tuple((who[x], what[y]) for x, y in rules.items()))


def _sme(most):
    return Words(
        f"Không quá {most['labour']} lao động, và doanh thu không quá {grouped(most['revenue'])} đồng hoặc nguồn vốn "
        f"không quá {grouped(most['capital'])} đồng"
    )


_WORDING = {
    "levels": _levels,
    "lowest_level": lambda value: Words(LEVELS[value]),
    "lowest_level_optional": _yes_no,
    "climb": _text("{}"),
    "cycle_years": _text("{} năm một lần; trường hợp khác theo quyết định"),
    "nation_follows_region_years": _text("{} năm"),
    "eligibility": lambda value: Words(lines=tuple(value)),
    "sme": _sme,
    "groups": _groups,
    "dossier_parts": _parts,
    "paper_sets": _text("{} bộ"),
    "one_dossier": _yes_no,
    "photos_min": _text("{} ảnh"),
    "photo_size": _size,
    "photo_dpi": _text("{} điểm ảnh trên một inch (dpi)"),
    "papers_max": _text("{} tệp"),
    "papers_max_mb": _text("{} MB"),
    "region_working_days": _text("{} ngày làm việc"),
    "answer_working_days": _text("{} ngày làm việc"),
    "reminder_days": lambda value: Words(f"Trước {' ngày, trước '.join(map(str, value))} ngày"),
    "criteria": _criteria,
    "threshold": _text("{} điểm"),
    "threshold_is_enough": _yes_no,
    "mean_digits": _text("{} chữ số"),
    "judges_min": _text("{} giám khảo"),
    "quorum": _text("Ít nhất {} tổng số thành viên"),
    "majority": _text("Quá {} số thành viên có mặt"),
    "tie": _text("{}"),
    "conflict": _text("{}"),
    "double_seats": _double_seats,
    "validity_years": _text("{}, năm cấp tính là năm thứ nhất"),
}


def in_words(key, value):
    return _WORDING[key](value)
