"""The papers of this room as official documents: plain data that the kernel draws as PDF and docx."""

from datetime import date
from io import BytesIO

from django.utils import timezone

from cnnt_portal.documents.content import (
    Appendix,
    Bold,
    Column,
    Heading,
    List,
    OfficialDocument,
    Paragraph,
    Picture,
    Signature,
    Table,
    in_words,
)
from cnnt_portal.files.pictures import published, upright_size
from cnnt_portal.ui.formats import day, moment

from . import fields
from .models import ProductGroup
from .papers import PaperKind, Print, place_of


def _office(round):
    """Agency lines and place of a paper that the round's organiser gives out."""
    organiser = round.organiser
    unit = organiser.unit
    return {"agency": organiser.name, "place": unit.name if unit else "Hà Nội"}


def _entry_facts(entry):
    content = entry.version.content
    return [
        Paragraph((Bold("Cơ sở: "), content["establishment"]["name"])),
        Paragraph((Bold("Mã số thuế: "), content["establishment"]["tax_code"])),
        Paragraph((Bold("Địa chỉ: "), content["establishment"]["address"])),
        Paragraph((Bold("Sản phẩm: "), f"{content['product']['name']} (nhóm {content['product']['group']})")),
        Paragraph((Bold("Kỳ bình chọn: "), entry.round.title)),
    ]


def receipt(entry):
    """*Giấy tiếp nhận hồ sơ và hẹn trả kết quả*, in the manner of TT 01/2018/TT-VPCP."""
    version = entry.version
    return OfficialDocument(
        **_office(entry.round),
        kind="GIẤY TIẾP NHẬN",
        abstract="Hồ sơ và hẹn trả kết quả",
        date=timezone.localdate(entry.submitted_at),
        body=(
            *_entry_facts(entry),
            Paragraph((Bold("Thời điểm nhận: "), moment(entry.submitted_at), " (giờ Việt Nam)")),
            Paragraph((Bold("Mã tra cứu: "), entry.tracking_code)),
            Paragraph((Bold("Ngày hẹn trả lời: "), answer_due_words(entry))),
            Heading("Thành phần hồ sơ đã nhận", 3),
            _papers_table(entry),
            Paragraph((Bold("Mã băm SHA-256 của toàn bộ hồ sơ: "), _broken(version.sha256)), align="left"),
            Paragraph(
                "Giấy này do cổng lập tự động ngay khi nhận hồ sơ. Mã băm chứng minh nội dung đã nộp không bị thay "
                "đổi: sửa một chữ trong hồ sơ thì mã băm sẽ khác."
            ),
        ),
    )


def answer_due_words(entry):
    """The day by which the office answers, or why there is none now."""
    if entry.answer_due_on:
        return day(entry.answer_due_on)
    return "tạm dừng, tính tiếp từ ngày cơ sở nộp phần bổ sung"


def _broken(digest):
    """In groups, so that the line can be broken and read aloud."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def _papers_table(entry):
    columns = (
        Column("Thành phần", width=30),
        Column("Tệp", width=24),
        Column("Dung lượng (KB)", "int", width=10),
        Column("SHA-256 (16 ký tự đầu)", width=20),
    )
    papers = entry.version.content["papers"]
    rows = [(paper["label"], paper["name"], max(1, paper["size"] // 1024), paper["sha256"][:16]) for paper in papers]
    form = ("Phiếu đăng ký và bản thuyết minh (khai trên cổng)", f"Lần nộp thứ {entry.times_filed}", None, None)
    return Table(columns, (form, *rows))


def completion_request(request):
    """*Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ*."""
    entry = request.entry
    points = tuple(
        Paragraph((Bold(f"{number}. {point.part_label}: "), point.bring, " ", f"(Căn cứ: {point.article})"))
        for number, point in enumerate(request.points.all(), 1)
    )
    due = f"trước hết {in_words(request.due_on)}" if request.due_on else "trước khi chốt danh sách dự bình chọn"
    return OfficialDocument(
        **_office(entry.round),
        kind="PHIẾU YÊU CẦU",
        abstract="Bổ sung, hoàn thiện hồ sơ",
        date=timezone.localdate(request.asked_at),
        addressees=(entry.version.content["establishment"]["name"],),
        body=(
            *_entry_facts(entry),
            Paragraph("Sau khi kiểm tra hồ sơ, đề nghị cơ sở bổ sung những điểm sau:"),
            *points,
            Paragraph(f"Cơ sở sửa ngay trên hồ sơ cũ ở cổng và nộp bổ sung {due}."),
            Paragraph(
                "Chỉ các phần nêu trên mở lại để sửa; các phần khác giữ như đã nộp. Thời hạn giải quyết tạm dừng từ "
                "ngày ra phiếu này và tính tiếp từ ngày cơ sở nộp bổ sung."
            ),
        ),
        signatures=(Signature("NGƯỜI TIẾP NHẬN", request.asked_by.full_name),),
        recipients=("Như trên", "Lưu: VT"),
    )


def refusal(entry, row):
    """*Phiếu từ chối tiếp nhận hồ sơ*; `row` is the history row of the refusal, whose note holds reason and ground."""
    return OfficialDocument(
        **_office(entry.round),
        kind="PHIẾU TỪ CHỐI",
        abstract="Tiếp nhận hồ sơ",
        date=timezone.localdate(row.at),
        addressees=(entry.version.content["establishment"]["name"],),
        body=(*_entry_facts(entry), *(Paragraph(line) for line in row.note.splitlines())),
        signatures=(Signature("NGƯỜI TIẾP NHẬN", row.by.full_name),),
        recipients=("Như trên", "Lưu: VT"),
    )


def filed_form(content, *, pictures=(), filed_on=None):
    """Phiếu đăng ký (Phụ lục 1) with bản thuyết minh (Phụ lục 2) and the photos behind it, of a version's content."""
    appendices = [Appendix("Bản thuyết minh, mô tả, giới thiệu sản phẩm", _description_blocks(content))]
    if pictures:
        appendices.append(Appendix("Ảnh sản phẩm", tuple(pictures)))
    establishment = content["establishment"]
    return OfficialDocument(
        agency=establishment["name"],
        place=province_of(establishment),
        kind="PHIẾU ĐĂNG KÝ",
        abstract="Tham gia bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
        date=filed_on,
        body=_registration_blocks(content),
        signatures=(Signature("ĐẠI DIỆN CƠ SỞ", establishment["representative"], note="(Ký, ghi rõ họ tên)"),),
        appendices=tuple(appendices),
    )


def province_of(establishment):
    """The province, which papers of an establishment name before the date."""
    return establishment["address"].rsplit(", ", 1)[-1].removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _registration_blocks(content):
    """What Phụ lục 1 says: who registers, what, under which statements, with which papers."""
    blocks = [Heading("I. Cơ sở đăng ký")]
    blocks += [_line(label, text) for label, text in establishment_rows(content["establishment"])]
    blocks.append(Heading("II. Sản phẩm đăng ký"))
    blocks += [_line(label, text) for label, text in product_rows(content["product"])]
    if content["product"]["items"]:
        blocks.append(List(tuple(content["product"]["items"]), ordered=True))
    eligibility = fields.SECTION_OF["eligibility"]
    blocks.append(Heading(f"III. {eligibility.title}"))
    blocks += _section_blocks(eligibility, content["answers"])
    blocks.append(Heading("IV. Giấy tờ kèm theo"))
    papers = sorted(content["papers"], key=lambda paper: place_of(paper["kind"]))
    blocks.append(List(("Bản thuyết minh, mô tả, giới thiệu sản phẩm", *map(_paper_line, papers)), ordered=True))
    blocks.append(Paragraph("Cơ sở cam đoan các thông tin trên là đúng sự thật và chịu trách nhiệm trước pháp luật."))
    return tuple(blocks)


def _description_blocks(content):
    """What Phụ lục 2 says: every section of the dossier but the statements."""
    blocks = []
    sections = [section for section in fields.SECTIONS if section.key != "eligibility"]
    for number, section in zip(_ROMAN, sections, strict=False):
        blocks.append(Heading(f"{number}. {section.title}"))
        blocks += _section_blocks(section, content["answers"])
    return tuple(blocks)


def pictures_of(papers, print_size):
    """The photos among a version's papers as they are printed under the rules. Raises NotPermitted for a file that
    may not be opened."""
    found = []
    for paper in sorted(papers, key=lambda paper: place_of(paper.kind)):
        if paper.is_photo:
            jpeg = published(paper.file, 1920)
            caption = f"{paper.get_kind_display()}: {paper.caption}" if paper.caption else paper.get_kind_display()
            room = (print_size.width_cm, print_size.height_cm)
            found.append(Picture.within(jpeg, caption, upright_size(BytesIO(jpeg)), room))
    return tuple(found)


def _line(label, text):
    return Paragraph((Bold(f"{label}: "), text), indent=False)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def establishment_rows(establishment):
    """[(label, text)] of the establishment in a version's content."""
    issued = establishment["registration_date"]
    paper = f"{establishment['registration_kind']} số {establishment['registration_number']}"
    if issued:
        paper += f", cấp ngày {iso_day(issued)}"
    rows = [
        ("Tên cơ sở", establishment["name"]),
        ("Loại hình", establishment["legal_form"]),
        ("Mã số thuế", establishment["tax_code"]),
        # Filed before the portal kept them, or without any.
        ("Mã số thuế trước đây", establishment.get("former_tax_codes", "")),
        ("Giấy đăng ký", f"{paper}, {establishment['registration_issuer']}"),
        ("Địa chỉ", establishment["address"]),
        ("Người đại diện", establishment["representative"]),
        ("Điện thoại", establishment["phone"]),
        ("Thư điện tử", establishment["email"]),
        ("Trang web", establishment["website"]),
    ]
    return [(label, text) for label, text in rows if text]


def iso_day(text):
    """A day of a version's content as people write it."""
    return day(date.fromisoformat(text))


def product_rows(product):
    kind = "Bộ sản phẩm" if product["is_set"] else "Sản phẩm"
    return [(kind, product["name"]), ("Nhóm", f"{product['group']} – {product['group_name']}")]


def _section_blocks(section, answers):
    blocks, yearly = [], []
    for field in section.fields:
        text = fields.shown(field, answers)
        if field.is_yearly:
            yearly.append((field, dict(text)))
        elif text:
            blocks.append(Paragraph((Bold(f"{field.label}: "), text), indent=False))
    years = sorted({year for _, values in yearly for year in values}, reverse=True)
    if years:
        columns = (Column("Chỉ tiêu", width=24), *(Column(f"Năm {year}", width=16, align="right") for year in years))
        rows = tuple((field.label, *(values.get(year, "") for year in years)) for field, values in yearly)
        blocks.insert(0, Table(columns, rows))
    return blocks or [Paragraph("Không khai.", indent=False)]


def _paper_line(paper):
    facts = [paper["label"], paper["caption"], paper["issuer"], paper["number"] and f"số {paper['number']}"]
    return ", ".join(fact for fact in facts if fact)


# Blank forms, for whoever writes with a pen first: drawn from the same definition as the page.

_DOTS = "." * 60
_TAX = "Mã số thuế (10 số; chi nhánh 13 số; hộ kinh doanh 12 số)"
_BLANK_ESTABLISHMENT = (
    "Tên cơ sở",
    "Loại hình",
    _TAX,
    "Giấy đăng ký (loại, số, ngày cấp, cơ quan cấp)",
    "Địa chỉ (số nhà, đường, ấp, thôn; xã, phường; tỉnh)",
    "Người đại diện theo pháp luật",
    "Điện thoại",
    "Thư điện tử",
    "Trang web (nếu có)",
)
_BOX = "☐"


def blank_registration():
    """Phụ lục 1 with nothing filled in."""
    eligibility = fields.SECTION_OF["eligibility"]
    return OfficialDocument(
        agency="",
        place="…………",
        kind="PHIẾU ĐĂNG KÝ",
        abstract="Tham gia bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
        body=(
            Heading("I. Cơ sở đăng ký"),
            *(_line(label, _DOTS) for label in _BLANK_ESTABLISHMENT),
            Heading("II. Sản phẩm đăng ký"),
            _line("Tên sản phẩm hoặc bộ sản phẩm", _DOTS),
            _line("Các món trong bộ (nếu là bộ sản phẩm)", _DOTS),
            _line("Nhóm", "  ".join(f"{_BOX} {group.value} – {group.label}" for group in ProductGroup)),
            Heading(f"III. {eligibility.title}"),
            *(Paragraph(f"{_BOX} {field.label}", indent=False) for field in eligibility.fields),
            Heading("IV. Giấy tờ kèm theo"),
            List(tuple(f"{_BOX} {kind.label}" for kind in PaperKind)),
            Paragraph("Cơ sở cam đoan các thông tin trên là đúng sự thật và chịu trách nhiệm trước pháp luật."),
        ),
        signatures=(Signature("ĐẠI DIỆN CƠ SỞ", note="(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
    )


def blank_description(years, rules):
    """Phụ lục 2 with nothing filled in; `years` are those for which figures are asked, `rules` today's rule set."""
    blocks = []
    sections = [section for section in fields.SECTIONS if section.key != "eligibility"]
    for number, section in zip(_ROMAN, sections, strict=False):
        blocks.append(Heading(f"{number}. {section.title}"))
        yearly = [field for field in section.fields if field.is_yearly]
        if yearly:
            columns = (Column("Chỉ tiêu", width=24), *(Column(f"Năm {year}", width=16) for year in years))
            blocks.append(Table(columns, tuple((_asked(field), *("" for _ in years)) for field in yearly)))
        for field in section.fields:
            if field.choices:
                blocks.append(_line(_asked(field), "  ".join(f"{_BOX} {label}" for _, label in field.choices)))
            elif not field.is_yearly:
                lines = 3 if field.kind == fields.Kind.LONG_TEXT else 1
                blocks.append(_line(_asked(field), _DOTS * lines))
    return OfficialDocument(
        agency="",
        place="…………",
        kind="BẢN THUYẾT MINH",
        abstract="Mô tả, giới thiệu sản phẩm",
        body=(
            _line("Tên cơ sở", _DOTS),
            _line("Tên sản phẩm hoặc bộ sản phẩm", _DOTS),
            *blocks,
            Heading("Ảnh sản phẩm"),
            Paragraph(
                f"Dán ít nhất {rules.value('photos_min')} ảnh màu khổ {Print.under(rules).size}: mặt trước, mặt bên, "
                "từ trên xuống.",
                indent=False,
            ),
        ),
        signatures=(Signature("ĐẠI DIỆN CƠ SỞ", note="(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
    )


def _asked(field):
    unit = f", {field.unit}" if field.unit else ""
    return f"{field.label}{unit}" + ("" if field.required else " (nếu có)")
