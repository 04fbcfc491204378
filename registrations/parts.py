"""The parts into which a dossier falls when an office asks for completion: what is named reopens, the rest stands."""

from .fields import SECTIONS

PAPERS = "papers"
PRODUCT_RECORD = "product_record"
ESTABLISHMENT = "establishment"

LABELS = {section.key: section.title for section in SECTIONS} | {
    PAPERS: "Ảnh và giấy tờ",
    PRODUCT_RECORD: "Tên, nhóm sản phẩm, các món trong bộ",
    ESTABLISHMENT: "Thông tin cơ sở",
}
ALL = frozenset(LABELS)
