from django.db import IntegrityError, transaction

from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import OrganisationKind, User
from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import fold, nfc
from registrations import permissions
from registrations.identity import read_tax_code
from registrations.models import Establishment, Product, ProductItem

# What the owner declares; `commune` brings the province.
DECLARED = (
    "name",
    "legal_form",
    "registration_kind",
    "registration_number",
    "registration_date",
    "registration_issuer",
    "address",
    "phone",
    "email",
    "website",
    "representative",
)


@operation
def register_establishment(*, tax_code, commune, is_sme_stated, by, at, **declared):
    """A person declares their establishment and becomes its owner. One tax code is one establishment.

    `declared`: the fields of DECLARED. Refuses, at its field, a wrong or taken tax code and a missing statement.
    """
    # The lock makes a double click wait, and then find the establishment of the first.
    User.objects.select_for_update().get(pk=by.pk)
    by.forget_memberships()
    require(permissions.can_register_establishment(by))
    if not is_sme_stated:
        raise Refused(
            "Chỉ doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác, hộ kinh doanh được dự. Hãy đánh dấu cam đoan nếu "
            "cơ sở thuộc đối tượng này.",
            field="is_sme_stated",
        )
    tax_code = read_tax_code(tax_code, legal_form=declared["legal_form"])
    if Establishment.objects.filter(tax_code=tax_code).exists():
        raise _taken(tax_code)
    declared = _declared(declared)
    organisation = next(iter(by.organisations_of(OrganisationKind.ESTABLISHMENT)), None)
    if organisation is None:
        organisation = accounts.found_establishment(name=declared["name"], unit=commune, by=by, at=at)
    try:
        with transaction.atomic():
            return Establishment.objects.create(
                organisation=organisation,
                tax_code=tax_code,
                commune=commune,
                province=commune.province,
                search_key=fold(declared["name"]),
                sme_stated_at=at,
                **declared,
            )
    except IntegrityError as taken:
        # Two people declared one code in the same instant.
        raise _taken(tax_code) from taken


def _taken(tax_code):
    return Refused(
        f"Cơ sở có mã số thuế {tax_code} đã có trên cổng. Hãy liên hệ chủ cơ sở để được mời vào; một cơ sở chỉ có "
        "một hồ sơ trên cổng.",
        field="tax_code",
    )


def _declared(declared):
    unknown = declared.keys() - set(DECLARED)
    if unknown:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    return {key: nfc(value).strip() if isinstance(value, str) else value for key, value in declared.items()}


@operation
def update_establishment(*, establishment, commune, by, at, **declared):
    """Change the profile. The tax code stays: it says who the establishment is. Frozen dossiers keep what they say."""
    require(permissions.can_edit_establishment(by, establishment))
    for field, value in _declared(declared).items():
        setattr(establishment, field, value)
    establishment.commune = commune
    establishment.province = commune.province
    establishment.search_key = fold(establishment.name)
    establishment.save()
    return establishment


@operation
def create_product(*, establishment, name, group, is_set=False, items=(), by, at):
    """A product, or a set with its items in order."""
    require(permissions.can_create_product(by, establishment))
    name = nfc(name).strip()
    # The lock makes a double click wait, and then find the product of the first.
    Establishment.objects.select_for_update().get(pk=establishment.pk)
    if any(fold(product.name) == fold(name) for product in establishment.products.all()):
        raise Refused(f"Cơ sở đã có sản phẩm tên “{name}”.", field="name")
    product = Product.objects.create(
        establishment=establishment, name=name, search_key=fold(name), group=group, is_set=is_set
    )
    _set_items(product, items)
    return product


@operation
def update_product(*, product, name, group, is_set, items=(), by, at):
    require(permissions.can_edit_product(by, product))
    name = nfc(name).strip()
    others = product.establishment.products.exclude(pk=product.pk)
    if any(fold(other.name) == fold(name) for other in others):
        raise Refused(f"Cơ sở đã có sản phẩm tên “{name}”.", field="name")
    product.name, product.search_key, product.group, product.is_set = name, fold(name), group, is_set
    product.save()
    _set_items(product, items)
    return product


def _set_items(product, items):
    items = [nfc(item).strip() for item in items if item.strip()] if product.is_set else []
    if product.is_set and len(items) < 2:
        raise Refused("Bộ sản phẩm phải có ít nhất hai món; hãy ghi mỗi món một dòng.", field="items")
    if len({fold(item) for item in items}) < len(items):
        raise Refused("Có hai món trùng tên trong bộ.", field="items")
    product.items.all().delete()
    ProductItem.objects.bulk_create(
        ProductItem(product=product, order=place, name=item) for place, item in enumerate(items, 1)
    )
