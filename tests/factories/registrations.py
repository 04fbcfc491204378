"""Rounds, establishments, products and entries, brought to a state by the operations.

Dossiers are filed at `AT`, yesterday; rounds take them from OPENS to CLOSES, so that today's pages find them open;
`AFTER` is when a round takes no more.
"""

import datetime
from copy import copy
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from stdnum.vn import mst

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.accounts.operations import found_establishment
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.rulebook.operations import load_rule_sets
from registrations import fields, operations
from registrations.models import Dossier, Entry, LegalForm, PaperKind, ProductGroup, VoteLevel
from registrations.sent_list import COLUMNS as columns_of_lists
from tests import people

from . import accounts, files, geography

AT = timezone.now() - datetime.timedelta(days=1)
OPENS = AT - datetime.timedelta(days=44)
CLOSES = AT + datetime.timedelta(days=47)
AFTER = CLOSES + datetime.timedelta(days=1)
YEAR = timezone.localdate(AT).year
# The three years for which a dossier begun at AT gives figures.
YEARS = (YEAR - 1, YEAR - 2, YEAR - 3)

_number = count(1)


def tax_code():
    """A fresh code with its right check digit."""
    while True:
        stem = f"15{next(_number):07}"
        check = mst.calc_check_digit(stem)
        if len(check) == 1:
            return stem + check


def rule_sets():
    if not RuleSet.objects.exists():
        load_rule_sets(by=None, at=AT)
        operations.load_reasons(by=None, at=AT)


# Rounds


def draft_round(level=VoteLevel.PROVINCE, province=people.PROVINCE, organiser=None, by=None, **fields):
    """A round in preparation; its organiser is the Sở (or commune, or the Cục) of the cast."""
    rule_sets()
    if organiser is None:
        organiser = {
            VoteLevel.LOWEST: lambda: people.commune_office(province),
            VoteLevel.PROVINCE: lambda: people.so(province),
        }.get(level, people.cuc)()
    if level == VoteLevel.REGION:
        unit = geography.province(province)
        fields.setdefault("region", unit.region_memberships.get(region__kind="vote", valid_to=None).region)
    fields = {"year": YEAR, "opens_at": OPENS, "closes_at": CLOSES} | fields
    fields.setdefault("title", f"Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu năm {YEAR} – {organiser}")
    return operations.create_round(level=level, organiser=organiser, by=by, at=OPENS, **fields)


def open_round(level=VoteLevel.PROVINCE, province=people.PROVINCE, organiser=None, **fields):
    """An announced round that takes dossiers from OPENS to CLOSES."""
    round = draft_round(level, province, organiser, **fields)
    return operations.announce(round=round, by=officer_of(round), at=OPENS)


def fixed_round(round):
    """Its list is fixed; every entry in it must have been dealt with."""
    return operations.fix_list(round=round, by=officer_of(round), at=AFTER)


def officer_of(round):
    """An officer of the round's organiser: the cast's where there is one."""
    unit = round.organiser.unit
    email = f"canbo-{round.organiser_id}@coquan.vn"
    if round.organiser.kind == OrganisationKind.AGENCY:
        return people.cuc_officer()
    if round.organiser.kind == OrganisationKind.DEPARTMENT and unit:
        return people.so_officer(unit.name)
    return accounts.make_member(email, "Cán bộ tiếp nhận", round.organiser, Role.OFFICER)


def attachment(round, title="Kế hoạch bình chọn"):
    return operations.attach_to_round(
        round=round,
        upload=SimpleUploadedFile("ke-hoach.pdf", files.pdf(pages=next(_number) % 5 + 1)),
        name="ke-hoach.pdf",
        title=title,
        by=officer_of(round),
        at=AT,
    )


def notice(organisation=None, title="Lịch bình chọn năm nay"):
    return operations.publish_notice(
        organisation=organisation or people.so(),
        title=title,
        text="Sở nhận hồ sơ từ tháng ba.",
        by=people.so_officer(),
        at=AT,
    )


LIST_ROW = {
    "product": "Tiêu sọ Bầu Mây",
    "group": "B",
    "establishment": "Hợp tác xã Bầu Mây",
    "tax_code": "",
    "address": "Ấp 2",
    "province": people.PROVINCE,
    "phone": "",
    "decision": "12/QĐ-UBND",
    "decision_date": "05/09/2025",
    "certificate": "01/2025",
    "valid_until": f"31/12/{YEAR + 2}",
}


def list_file(*rows, name="danh-sach.xlsx"):
    """An xlsx of LIST_ROWs, each changed by what is given."""
    book = Workbook()
    book.active.append(["DANH SÁCH TRÍCH NGANG"])
    book.active.append([header for header, _, _ in columns_of_lists.values()])
    for row in rows or ({},):
        book.active.append([(LIST_ROW | row)[key] for key in columns_of_lists])
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def sent_list(*rows, round=None, copies=None):
    return operations.keep_list(
        round=round or open_round(VoteLevel.REGION),
        upload=list_file(*rows),
        name="danh-sach.xlsx",
        copies=copies and SimpleUploadedFile("ban-sao.pdf", copies),
        copies_name="ban-sao.pdf",
        by=people.cuc_officer(),
        at=AT,
    )


# Establishments and products


def establishment(owner=None, province=people.PROVINCE, **declared):
    """A declared establishment; its owner is found by `owner_of`."""
    owner = owner or accounts.make_person()
    commune = declared.pop("commune", None) or accounts.make_commune(province=geography.province(province))
    values = {
        "name": f"Cơ sở bánh tráng Cù Lao Mây {next(_number)}",
        "legal_form": LegalForm.HOUSEHOLD,
        "tax_code": tax_code(),
        "registration_kind": "Giấy chứng nhận đăng ký hộ kinh doanh",
        "registration_number": "54A8001234",
        "registration_date": datetime.date(2019, 3, 12),
        "registration_issuer": "Phòng Tài chính – Kế hoạch huyện Tam Bình",
        "address": "Ấp 3",
        "phone": "0270 3 812 345",
        "email": owner.email,
        "representative": owner.full_name,
    } | declared
    return operations.register_establishment(commune=commune, is_sme_stated=True, by=owner, at=AT, **values)


def owner_of(establishment):
    return establishment.organisation.memberships.get(role=Role.OWNER).user


def product(establishment_=None, name=None, group=ProductGroup.B, items=(), **options):
    establishment_ = establishment_ or establishment(**options)
    return operations.create_product(
        establishment=establishment_,
        name=name or f"Bánh tráng nem {next(_number)}",
        group=group,
        is_set=bool(items),
        items=items,
        by=owner_of(establishment_),
        at=AT,
    )


# A tax code with its right check digit, for whoever declares one twice.
TAKEN = "0100233488"


def join_request(establishment_, person=None):
    return operations.ask_to_join(tax_code=establishment_.tax_code, by=person or accounts.make_person(), at=AT)


# Entries


def _yearly(*values):
    return {str(year): value for year, value in zip(YEARS, values, strict=True)}


ANSWERS = {
    "self_made": "1",
    "series_made": "1",
    "no_breach": "1",
    "description": "Bánh tráng mỏng, dẻo, đường kính 22 cm, đóng gói 500 g, dùng cuốn và gói nem.",
    "first_year": "1996",
    "difference": "Tráng bằng gạo Tài Nguyên, phơi trên vỉ tre nên bánh dai và thơm.",
    "packaging": "Túi giấy có nhãn đủ nội dung bắt buộc và mã QR truy xuất.",
    "materials": "Gạo Tài Nguyên, muối",
    "materials_origin": "local",
    "process": "Ngâm gạo, xay, tráng, phơi, cắt, đóng gói.",
    "equipment": "Máy xay bột 2 chiếc, lò tráng hơi 3 chiếc (2021).",
    "capacity": "120000",
    "output_unit": "kg",
    "output": _yearly("96000", "90000", "81000"),
    "revenue": _yearly("2880000000", "2610000000", "2300000000"),
    "taxes": _yearly("43000000", "39000000", "34500000"),
    "labour": "14",
    "average_pay": "7500000",
    "market_local": "55",
    "market_national": "40",
    "market_export": "5",
    "environment": "Nước ngâm gạo qua bể lắng ba ngăn; lò dùng trấu, có hút bụi.",
    "culture": "Làng nghề bánh tráng Cù Lao Mây có hơn 100 năm.",
    "design": "Bánh tròn đều, trắng trong; nhãn vẽ vỉ tre phơi bánh.",
}


def photo(number=0):
    """The smallest picture that is sharp on paper of 10 × 15 cm; each number is another one, for the same file twice is
    refused. In two colours, so that a test's dossier costs nothing."""
    return files.bitmap(size=(1182, 788 + number))


_PAPERS = {
    PaperKind.REGISTRATION: ("giay-dang-ky.pdf", lambda: files.pdf()),
    PaperKind.PHOTO_FRONT: ("mat-truoc.png", lambda: photo(0)),
    PaperKind.PHOTO_SIDE: ("mat-ben.png", lambda: photo(1)),
    PaperKind.PHOTO_TOP: ("tu-tren.png", lambda: photo(2)),
}


def draft_entry(round=None, product_=None, **options):
    """A started entry with nothing filled in; its round is announced, its product's establishment in its province."""
    round = round or open_round()
    if product_ is None:
        product_ = product(province=round.unit.province.name if round.unit else people.PROVINCE, **options)
    return operations.start_entry(product=product_, round=round, by=owner_of(product_.establishment), at=AT)


def fill_in(dossier, answers=None):
    """Every answer and every paper that a dossier needs."""
    owner = owner_of(dossier.product.establishment)
    answers = ANSWERS if answers is None else answers
    for section in fields.SECTIONS:
        operations.save_section(
            dossier=dossier,
            section=section,
            answers={key: answers[key] for key in section.keys if key in answers},
            revision=dossier.section_revision(section.key),
            by=owner,
            at=AT,
        )
    for kind in _PAPERS:
        add_paper(dossier, kind, by=owner)
    dossier.refresh_from_db()
    return dossier


def add_paper(dossier, kind, content=None, by=None, **facts):
    name, make = _PAPERS.get(kind, ("giay-to.pdf", lambda: files.pdf(pages=2)))
    content = make() if content is None else content
    return operations.add_paper(
        dossier=dossier,
        kind=kind,
        upload=SimpleUploadedFile(name, content),
        name=name,
        by=by or owner_of(dossier.product.establishment),
        at=AT,
        **facts,
    )


def complete_entry(round=None, product_=None, **options):
    """A draft entry with nothing missing."""
    entry = draft_entry(round, product_, **options)
    entry.dossier = fill_in(entry.dossier)
    return entry


def complete_entries(number):
    """Many at once: copies of a complete one in its round, each of an establishment and an owner of its own."""
    first = complete_entry()
    found, papers, house = [first], list(first.dossier.papers.all()), first.product.establishment
    for place in range(number - 1):
        owner = accounts.make_person()
        kept = copy(house)
        kept.pk, kept.tax_code = None, tax_code()
        kept.organisation = found_establishment(name=f"Cơ sở {place}", unit=house.commune, by=owner, at=AT)
        kept.save()
        thing = copy(first.product)
        thing.pk, thing.establishment = None, kept
        thing.save()
        dossier = Dossier.objects.create(
            product=thing, answers=first.dossier.answers, started_at=AT, saved_at=AT, saved_by=owner
        )
        for paper in papers:
            paper.pk, paper.dossier = None, dossier
            paper.save(force_insert=True)
        found.append(Entry.objects.create(round=first.round, product=thing, dossier=dossier, started_at=AT))
    return found


def submitted_entry(round=None, product_=None, at=AT, **options):
    return submit(complete_entry(round, product_, **options), at=at)


def submit(entry, at=AT):
    return operations.submit(entry=entry, is_true_stated=True, by=owner_of_entry(entry), at=at)


def returned_entry(round=None, product_=None, **options):
    entry = submitted_entry(round, product_, **options)
    return operations.return_for_completion(entry=entry, points=[POINT], by=officer_of(entry.round), at=AT)


def accepted_entry(round=None, product_=None, **options):
    """In the round's list with its code: `accepted_entry(round=round, group=ProductGroup.A)`."""
    entry = submitted_entry(round, product_, **options)
    return operations.accept(entry=entry, by=officer_of(entry.round), at=AT)


def refused_entry(round=None, product_=None, **options):
    entry = submitted_entry(round, product_, **options)
    return operations.refuse(
        entry=entry,
        reason="Sản phẩm mua về bán lại, không do cơ sở sản xuất.",
        article="Điều 4 TT 26/2014/TT-BCT",
        by=officer_of(entry.round),
        at=AT,
    )


def withdrawn_entry(round=None, product_=None, **options):
    entry = submitted_entry(round, product_, **options)
    return operations.withdraw(entry=entry, reason="Cơ sở chuyển sang kỳ sau.", by=owner_of_entry(entry), at=AT)


def moved_entry(round=None, product_=None, **options):
    entry = submitted_entry(round, product_, **options)
    operations.transfer(entry=entry, round=open_round(), reason="Nộp nhầm kỳ.", by=officer_of(entry.round), at=AT)
    entry.refresh_from_db()
    return entry


def paper_sets(entry, sets=2, **facts):
    facts = {"way": "hand", "arrived_on": timezone.localdate(AT)} | facts
    return operations.receive_paper_sets(entry=entry, sets=sets, **facts, by=officer_of(entry.round), at=AT)


POINT = {
    "part": "papers",
    "article": "Phụ lục 2 TT 14/2018/TT-BCT",
    "bring": "Chụp lại ảnh mặt trước cho rõ nhãn, không bị lóa.",
}


def owner_of_entry(entry):
    return owner_of(entry.product.establishment)
