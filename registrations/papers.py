"""The kinds of photos and papers of a dossier, and whether a photo is good enough to be printed."""

from dataclasses import dataclass
from math import ceil

from django.db import models


class PaperKind(models.TextChoices):
    """Parts of the dossier, Điều 14 TT 26/2014 as amended by TT 14/2018."""

    REGISTRATION = "registration", "Giấy đăng ký (bản sao hợp lệ)"
    PHOTO_FRONT = "photo_front", "Ảnh chụp mặt trước"
    PHOTO_SIDE = "photo_side", "Ảnh chụp mặt bên"
    PHOTO_TOP = "photo_top", "Ảnh chụp từ trên xuống"
    PHOTO_OTHER = "photo_other", "Ảnh khác"
    STANDARD = "standard", "Tiêu chuẩn, chất lượng"
    FOOD_SAFETY = "food_safety", "An toàn thực phẩm"
    MERIT = "merit", "Giấy khen, chứng nhận"
    OTHER = "other", "Giấy tờ khác"


PHOTO_KINDS = (PaperKind.PHOTO_FRONT, PaperKind.PHOTO_SIDE, PaperKind.PHOTO_TOP, PaperKind.PHOTO_OTHER)
EVIDENCE_KINDS = (PaperKind.STANDARD, PaperKind.FOOD_SAFETY, PaperKind.MERIT, PaperKind.OTHER)
EVIDENCE_TITLE = "Giấy tờ khác còn hiệu lực"
# Phụ lục 2: photos from different angles, at least these; Phụ lục 1: one registration paper.
REQUIRED_PAPERS = (PaperKind.REGISTRATION, PaperKind.PHOTO_FRONT, PaperKind.PHOTO_SIDE, PaperKind.PHOTO_TOP)
# A picture this many times longer than the paper would be printed as a strip.
STRIP = 2


def place_of(kind):
    """A sort key: the order in which the kinds stand in a dossier."""
    return PaperKind.values.index(kind)


@dataclass(frozen=True)
class Print:
    """The print that the rules ask of every photo, upright or lying: `dpi` or better over `width_cm` × `height_cm`."""

    width_cm: int
    height_cm: int
    dpi: int

    @classmethod
    def under(cls, rule_set):
        return cls(**rule_set.value("photo_size"), dpi=rule_set.value("photo_dpi"))

    @property
    def short_side(self):
        """In pixels."""
        return ceil(min(self.width_cm, self.height_cm) / 2.54 * self.dpi)

    @property
    def long_side(self):
        return ceil(max(self.width_cm, self.height_cm) / 2.54 * self.dpi)

    @property
    def size(self):
        return f"{self.width_cm} × {self.height_cm} cm"

    def is_sharp(self, width, height):
        return min(width, height) >= self.short_side and max(width, height) >= self.long_side

    def refusal(self, width, height):
        """The sentence about a photo of so many pixels that would be blurred on paper; "" when it is sharp."""
        if self.is_sharp(width, height):
            return ""
        return (
            f"Ảnh chỉ có {width} × {height} điểm ảnh, in khổ {self.size} sẽ mờ. Cần ít nhất {self.long_side} × "
            f"{self.short_side} điểm ảnh: hãy chọn ảnh gốc trong máy chụp, đừng dùng ảnh đã thu nhỏ hay ảnh lưu từ "
            "mạng xã hội."
        )

    def is_strip(self, width, height):
        """So long and narrow that little of the paper would be filled (a panorama)."""
        paper = max(self.width_cm, self.height_cm) / min(self.width_cm, self.height_cm)
        return max(width, height) / min(width, height) > STRIP * paper


def marks(paper, rules, *, today, last_day):
    """What must be said beside a paper: [(words, tone)]. `rules` is the Print; on `last_day` the round stops taking
    dossiers."""
    found = []
    if paper.kind in PHOTO_KINDS and paper.width:
        if not rules.is_sharp(paper.width, paper.height):
            found.append((f"In khổ {rules.size} sẽ mờ", "bad"))
        if rules.is_strip(paper.width, paper.height):
            found.append((f"Ảnh quá dài, in khổ {rules.size} chỉ được một dải hẹp: nên cắt bớt", "attention"))
    if paper.expires_on and paper.expires_on < today:
        found.append(("Đã hết hạn", "bad"))
    elif paper.expires_on and paper.expires_on <= last_day:
        found.append(("Hết hạn trước khi kỳ kết thúc nhận hồ sơ", "attention"))
    return found
