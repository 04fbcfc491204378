"""Establishments of the demonstration, and the dossiers that they file."""

import datetime

from django.core.files.base import ContentFile

from cnnt_portal.accounts.operations import create_person
from cnnt_portal.documents import pdf
from cnnt_portal.documents.content import OfficialDocument, Paragraph
from cnnt_portal.geography.queries import communes_of
from registrations import operations as registrations
from registrations.models import LegalForm, PaperKind
from registrations.queries import dossier_sections

from . import invented


class Filing:
    def __init__(self, stage):
        self.people = stage.people
        self.commune = stage.commune
        self.communes = list(communes_of(stage.so.unit, on=stage.today)[:20])
        self.tax_codes = invented.tax_codes()
        self.made = {}

    def submitted(self, round_, one, at):
        entry, owner = self.filled(round_, one, at)
        return registrations.submit(entry=entry, is_true_stated=True, by=owner, at=at)

    def filled(self, round_, one, at):
        entry, owner = self.drafted(round_, one, at)
        dossier = entry.dossier
        answers = invented.answers_for(dossier.years)
        for section in dossier_sections():
            registrations.save_section(
                dossier=dossier,
                section=section,
                answers={key: answers[key] for key in section.keys if key in answers},
                revision=dossier.section_revision(section.key),
                by=owner,
                at=at,
            )
        papers = [(PaperKind.REGISTRATION, "giay-dang-ky.pdf", _registration_paper(entry))]
        papers += [
            (kind, f"{name}.jpg", invented.photo(one.group, one.product, side))
            for kind, name, side in (
                (PaperKind.PHOTO_FRONT, "mat-truoc", "front"),
                (PaperKind.PHOTO_SIDE, "mat-ben", "side"),
                (PaperKind.PHOTO_TOP, "tu-tren-xuong", "top"),
            )
        ]
        for kind, name, content in papers:
            registrations.add_paper(
                dossier=dossier, kind=kind, upload=ContentFile(content, name=name), name=name, by=owner, at=at
            )
        dossier.refresh_from_db()
        entry.dossier = dossier
        return entry, owner

    def drafted(self, round_, one, at):
        establishment, owner = self.establishment_of(one, at)
        owner.forget_memberships()
        product = registrations.create_product(
            establishment=establishment,
            name=one.product,
            group=one.group,
            is_set=bool(one.items),
            items=one.items,
            by=owner,
            at=at,
        )
        return registrations.start_entry(product=product, round=round_, by=owner, at=at), owner

    def establishment_of(self, one, at):
        """(establishment, owner), declared once."""
        key = one.establishment or "coso"
        if key not in self.made:
            number = len(self.made)
            at_the_commune = one.at_the_commune or not one.establishment
            owner = self.people.get(one.owner) or create_person(
                email=f"chu-co-so-{number}@minh-hoa.cnnt.test", full_name=one.owner, by=None, at=at
            )
            name = one.establishment or "Hợp tác xã Bánh tráng Cái Nhum"
            establishment = registrations.register_establishment(
                tax_code=next(self.tax_codes),
                commune=self.commune if at_the_commune else self.communes[number % len(self.communes)],
                is_sme_stated=True,
                name=name,
                **_form_of(name),
                registration_number=f"5407{number:06}",
                registration_date=datetime.date(2019, 3, 12),
                registration_issuer="Phòng Tài chính – Kế hoạch",
                address=f"Số {number + 12}, ấp Chợ",
                phone="0270 3 812 345",
                email=owner.email,
                representative=owner.full_name,
                by=owner,
                at=at,
            )
            self.made[key] = establishment, owner
        return self.made[key]


def _form_of(name):
    """What an invented name says of its legal form: fields of the declaration."""
    if name.startswith("Công ty"):
        size = {"sme_labour": 24, "sme_revenue": 9_000_000_000, "sme_capital": 4_500_000_000}
        paper = "Giấy chứng nhận đăng ký doanh nghiệp"
        return {"legal_form": LegalForm.ENTERPRISE, "registration_kind": paper, **size}
    if name.startswith("Hợp tác xã"):
        paper = "Giấy chứng nhận đăng ký hợp tác xã"
        return {"legal_form": LegalForm.COOPERATIVE, "registration_kind": paper}
    return {"legal_form": LegalForm.HOUSEHOLD, "registration_kind": "Giấy chứng nhận đăng ký hộ kinh doanh"}


def _registration_paper(entry):
    establishment = entry.product.establishment
    return pdf.render(
        OfficialDocument(
            agency="Phòng Tài chính – Kế hoạch",
            place=establishment.commune.name,
            date=establishment.registration_date,
            kind="GIẤY CHỨNG NHẬN ĐĂNG KÝ",
            abstract="(bản minh họa)",
            body=(
                Paragraph(f"Tên: {establishment.name}"),
                Paragraph(f"Số: {establishment.registration_number}"),
                Paragraph(f"Người đại diện: {establishment.representative}"),
            ),
        )
    )
