"""The papers of this room as official documents: plain data that the kernel draws as PDF and docx."""

from datetime import date

from django.utils import timezone

from cnnt_portal.documents.content import (
    Bold,
    Column,
    Heading,
    List,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    in_words,
)
from cnnt_portal.ui.formats import day, moment

from . import fields


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
            _papers_table(version),
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


def _papers_table(version):
    columns = (
        Column("Thành phần", width=30),
        Column("Tệp", width=24),
        Column("Dung lượng (KB)", "int", width=10),
        Column("SHA-256 (16 ký tự đầu)", width=20),
    )
    papers = version.content["papers"]
    rows = [(paper["label"], paper["name"], max(1, paper["size"] // 1024), paper["sha256"][:16]) for paper in papers]
    form = ("Phiếu đăng ký và bản thuyết minh (khai trên cổng)", f"Lần nộp thứ {version.number}", None, None)
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


def filed_form(content, *, filed_on=None):
    """Phiếu đăng ký (Phụ lục 1) and bản thuyết minh (Phụ lục 2) with the answers of a version's content."""
    establishment, product = content["establishment"], content["product"]
    body = [Heading("I. Cơ sở đăng ký")]
    body += [Paragraph((Bold(f"{label}: "), text), indent=False) for label, text in establishment_rows(establishment)]
    body.append(Heading("II. Sản phẩm"))
    body += [Paragraph((Bold(f"{label}: "), text), indent=False) for label, text in product_rows(product)]
    if product["items"]:
        body.append(List(tuple(product["items"]), ordered=True))
    for number, section in enumerate(fields.SECTIONS):
        body.append(Heading(f"{_ROMAN[number]}. {section.title}"))
        body += _section_blocks(section, content["answers"])
    if content["papers"]:
        body.append(Heading(f"{_ROMAN[len(fields.SECTIONS)]}. Ảnh và giấy tờ kèm theo"))
        body.append(List(tuple(_paper_line(paper) for paper in content["papers"]), ordered=True))
    body.append(Paragraph("Cơ sở cam đoan các thông tin trên là đúng sự thật và chịu trách nhiệm trước pháp luật."))
    return OfficialDocument(
        agency=establishment["name"],
        place=establishment["address"].rsplit(", ", 1)[-1].removeprefix("Tỉnh ").removeprefix("Thành phố "),
        kind="PHIẾU ĐĂNG KÝ",
        abstract="Tham gia bình chọn sản phẩm công nghiệp nông thôn tiêu biểu",
        date=filed_on,
        body=tuple(body),
        signatures=(Signature("ĐẠI DIỆN CƠ SỞ", establishment["representative"], note="(Ký, ghi rõ họ tên)"),),
    )


_ROMAN = ("III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def establishment_rows(establishment):
    """[(label, text)] of the establishment in a version's content."""
    issued = establishment["registration_date"]
    paper = f"{establishment['registration_kind']} số {establishment['registration_number']}"
    if issued:
        paper += f", cấp ngày {day(date.fromisoformat(issued))}"
    rows = [
        ("Tên cơ sở", establishment["name"]),
        ("Loại hình", establishment["legal_form"]),
        ("Mã số thuế", establishment["tax_code"]),
        ("Giấy đăng ký", f"{paper}, {establishment['registration_issuer']}"),
        ("Địa chỉ", establishment["address"]),
        ("Người đại diện", establishment["representative"]),
        ("Điện thoại", establishment["phone"]),
        ("Thư điện tử", establishment["email"]),
        ("Trang web", establishment["website"]),
    ]
    return [(label, text) for label, text in rows if text]


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
