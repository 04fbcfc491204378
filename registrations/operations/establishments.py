from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cnnt_portal import seen
from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import OrganisationKind, User
from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold, grouped, nfc, says_something
from cnnt_portal.ui.formats import day as day_words
from registrations import permissions
from registrations.identity import HOUSEHOLD, PERSONAL_NUMBER, read_tax_code
from registrations.models import DECLARED, SIZE, Establishment, LegalForm, Product, ProductItem, TaxCodeChange

from .listed import absorb, claim, listed_with

NAMELESS = "Hãy ghi tên sản phẩm bằng chữ, như ghi trên nhãn."


@operation
def register_establishment(
    *,
    tax_code,
    commune,
    is_sme_stated,
    sme_labour=None,
    sme_revenue=None,
    sme_capital=None,
    listed="",
    by,
    at,
    **declared,
):
    """A person declares their establishment and becomes its owner. One tax code is one establishment: that of which a
    sent list told already is this one, with its products, unless `listed` says that it is another (see listed.py).

    `declared`: the fields of DECLARED. An enterprise also says its labour, revenue and capital, by which the rules of
    the day call it small or medium; of the other forms these are not kept. Refuses, at its field, a wrong or taken tax
    code, a missing statement and an enterprise that is too large.
    """
    # The lock makes a double click wait, and then find the establishment of the first.
    User.objects.select_for_update().get(pk=by.pk)
    by.forget_memberships()
    require(permissions.can_register_establishment(by))
    _require_statement(is_sme_stated)
    tax_code = read_tax_code(tax_code, legal_form=declared["legal_form"])
    told = listed_with(tax_code)
    if told is None and Establishment.objects.with_tax_code(tax_code).exists():
        raise Taken(tax_code)
    declared = _declared(declared)
    sme = {"sme_labour": sme_labour, "sme_revenue": sme_revenue, "sme_capital": sme_capital}
    if declared["legal_form"] == LegalForm.ENTERPRISE:
        _require_sme(**sme, rules=rule_set_on(timezone.localdate(at)))
    else:
        sme = {}
    if told is not None:
        told = claim(told, name=declared["name"], province=commune.province, answer=listed, by=by, at=at)
    organisation = next(iter(by.organisations_of(OrganisationKind.ESTABLISHMENT)), None)
    if organisation is None:
        organisation = accounts.found_establishment(name=declared["name"], unit=commune, by=by, at=at)
    establishment = Establishment(
        pk=told.pk if told is not None else None,
        organisation=organisation,
        tax_code=tax_code,
        commune=commune,
        province=commune.province,
        search_key=fold(declared["name"]),
        sme_stated_at=at,
        saved_at=at,
        saved_by=by,
        **sme,
        **declared,
    )
    try:
        with transaction.atomic():
            establishment.save(force_insert=told is None, force_update=told is not None)
    except IntegrityError as taken:
        # Two people declared one code in the same instant.
        raise Taken(tax_code) from taken
    _require_left_by_nobody_else(tax_code, establishment, Taken(tax_code))
    return establishment


def _require_left_by_nobody_else(tax_code, establishment, refusal):
    """Asked once the code is written: whoever left it in the same instant has by then let go of it and is seen."""
    if TaxCodeChange.objects.left(tax_code).exclude(establishment=establishment).exists():
        raise refusal


class Taken(Refused):
    """The establishment is here already; its owner can let the person in."""

    def __init__(self, tax_code):
        super().__init__(
            f"Cơ sở có mã số thuế {tax_code} đã có trên cổng, và một cơ sở chỉ khai một lần. Nếu đây là cơ sở của bạn, "
            "hãy bấm “Xin vào cơ sở này” ở trên: chủ cơ sở sẽ nhận được tin và cho bạn vào.",
            field="tax_code",
        )
        self.tax_code = tax_code


def _require_statement(is_sme_stated):
    if not is_sme_stated:
        raise Refused(
            "Chỉ doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác, hộ kinh doanh được dự. Hãy đánh dấu cam đoan nếu "
            "cơ sở thuộc đối tượng này.",
            field="is_sme_stated",
        )


def _require_sme(*, sme_labour, sme_revenue, sme_capital, rules):
    """Labour, and either revenue or capital, within what the rules call small or medium."""
    for field, value in (("sme_labour", sme_labour), ("sme_revenue", sme_revenue), ("sme_capital", sme_capital)):
        if value is None:
            raise Refused("Doanh nghiệp cần ghi số này để biết có phải doanh nghiệp nhỏ và vừa không.", field=field)
    most = rules.value("sme")
    if sme_labour > most["labour"] or (sme_revenue > most["revenue"] and sme_capital > most["capital"]):
        raise Refused(
            f"Theo số đã ghi thì đây là doanh nghiệp lớn, không thuộc đối tượng. Doanh nghiệp nhỏ và vừa trong công "
            f"nghiệp có không quá {most['labour']} lao động, và doanh thu không quá {grouped(most['revenue'])} đồng "
            f"hoặc nguồn vốn không quá {grouped(most['capital'])} đồng ({rules.article('sme')}).",
            field="sme_labour",
        )


def _declared(declared):
    unknown = declared.keys() - set(DECLARED)
    if unknown:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    declared = {key: nfc(value).strip() if isinstance(value, str) else value for key, value in declared.items()}
    if "name" in declared:
        declared["name"] = worded(declared["name"], "Hãy ghi tên cơ sở bằng chữ.", field="name")
    return declared


@operation
def update_establishment(*, establishment, commune, is_sme_stated=False, shown=None, by, at, **said):
    """Change the profile. The tax code has an act of its own: it says who the establishment is. Frozen dossiers keep
    what they say.

    `said`: fields of DECLARED and SIZE. `shown`: the marks of what the page showed (see seen.py), None where there was
    no page; what somebody else wrote since in the same field raises StaleSave, and nothing is saved. Whoever becomes an
    enterprise gives its size and the statement anew; an enterprise stays small or medium. Returns the fields that
    others wrote since and that stay.
    """
    # What was read before somebody else's act, a new tax code above all, is not written back over it.
    establishment.refresh_from_db(from_queryset=Establishment.objects.select_for_update())
    require(permissions.can_edit_establishment(by, establishment))
    size = {field: said.pop(field) for field in SIZE if said.get(field) is not None}
    declared = _declared({field: value for field, value in said.items() if field not in SIZE})
    typed = declared | {"commune": commune} | size
    saved, kept = _unread_kept(establishment.profile, typed, shown)
    before, form = establishment.legal_form, saved.get("legal_form", establishment.legal_form)
    if form != HOUSEHOLD and len(establishment.tax_code or "") == PERSONAL_NUMBER:
        raise Refused(
            "Cơ sở đang dùng mã số thuế 12 số của hộ kinh doanh. Hãy đổi mã số thuế trước (ở trang Cơ sở của tôi), rồi "
            "đổi loại hình.",
            field="legal_form",
        )
    for field, value in saved.items():
        setattr(establishment, field, value)
    if form != LegalForm.ENTERPRISE:
        establishment.sme_labour = establishment.sme_revenue = establishment.sme_capital = None
    elif before != form or saved.keys() & set(SIZE):
        _require_sme(
            **{field: getattr(establishment, field) for field in SIZE}, rules=rule_set_on(timezone.localdate(at))
        )
        if before != form:
            _require_statement(is_sme_stated)
        establishment.sme_stated_at = at
    establishment.province = establishment.commune.province
    establishment.search_key = fold(establishment.name)
    if saved:
        establishment.saved_at, establishment.saved_by = at, by
    establishment.save()
    return kept


def _unread_kept(stored, typed, shown):
    """({field: value to save}, [fields that others wrote since]); raises StaleSave where two wrote in one field."""
    was, will = ({key: seen.as_text(value) for key, value in values.items()} for values in (stored, typed))
    saved, unread = seen.sorted_out(was, will, shown)
    if unread:
        raise seen.StaleSave(unread)
    kept = [key for key, text in was.items() if shown is not None and key in will and shown.get(key) != seen.mark(text)]
    return {key: typed[key] for key in saved}, [key for key in kept if will[key] != was[key]]


@operation
def change_tax_code(*, establishment, tax_code, cause, changed_on, by, at):
    """The establishment goes by another number from that day; the old one still leads to it. Returns the change.

    With the cause MISTAKE the old one was never its own: it leads nowhere any more, and its true holder may declare it.
    """
    establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
    require(permissions.can_change_tax_code(by, establishment))
    code, old = read_tax_code(tax_code, legal_form=establishment.legal_form), establishment.tax_code
    if code == old:
        raise Refused("Đây chính là mã số thuế đang ghi trên cổng.", field="tax_code")
    if cause == TaxCodeChange.Cause.PERSONAL_NUMBER and len(code) != PERSONAL_NUMBER:
        raise Refused("Mã của hộ kinh doanh theo số định danh cá nhân có đúng 12 số.", field="tax_code")
    _require_right_day(establishment, changed_on, timezone.localdate(at))
    taken = Refused(
        f"Mã số thuế {code} là của một cơ sở khác trên cổng. Hãy so lại với giấy của cơ quan thuế; nếu đúng là mã của "
        "cơ sở mình, hãy báo Sở Công Thương.",
        field="tax_code",
    )
    told = listed_with(code)
    if told is not None:
        absorb(told, into=establishment, by=by, at=at)
    elif Establishment.objects.with_tax_code(code).exclude(pk=establishment.pk).exists():
        raise taken
    establishment.tax_code = code
    try:
        with transaction.atomic():
            establishment.save(update_fields=["tax_code"])
    except IntegrityError as declared:
        raise taken from declared
    _require_left_by_nobody_else(code, establishment, taken)
    return TaxCodeChange.objects.create(
        establishment=establishment,
        old=old,
        new=code,
        cause=cause,
        changed_on=changed_on,
        recorded_at=at,
        recorded_by=by,
    )


def _require_right_day(establishment, day, today):
    if day > today:
        raise Refused("Ngày này chưa đến. Từ ngày dùng mã mới hãy vào đổi.", field="changed_on")
    last = establishment.tax_code_changes.first()
    if last is not None and day < last.changed_on:
        raise Refused(
            f"Lần đổi trước từ ngày {day_words(last.changed_on)}; lần này không thể sớm hơn.", field="changed_on"
        )


@operation
def create_product(*, establishment, name, group, is_set=False, items=(), by, at):
    """A product, or a set with its items in order."""
    require(permissions.can_create_product(by, establishment))
    name = worded(name, NAMELESS, field="name")
    # The lock makes a double click wait, and then find the product of the first.
    Establishment.objects.select_for_update().get(pk=establishment.pk)
    if any(fold(product.name) == fold(name) for product in establishment.products.all()):
        raise Refused(f"Cơ sở đã có sản phẩm tên “{name}”.", field="name")
    product = Product.objects.create(
        establishment=establishment,
        name=name,
        search_key=fold(name),
        group=group,
        is_set=is_set,
        saved_at=at,
        saved_by=by,
    )
    _set_items(product, items)
    return product


@operation
def update_product(*, product, name, group, is_set, items=(), shown=None, by, at):
    """Change name, group and items. `shown` and what is returned are as for `update_establishment`."""
    Establishment.objects.select_for_update().get(pk=product.establishment_id)
    product.refresh_from_db(from_queryset=Product.objects.select_for_update())
    require(permissions.can_edit_product(by, product))
    typed = {"name": worded(name, NAMELESS, field="name"), "group": group, "is_set": is_set, "items": _items(items)}
    record = product.record
    saved, kept = _unread_kept(record, typed, shown)
    record |= saved
    name = record["name"]
    others = product.establishment.products.exclude(pk=product.pk)
    if any(fold(other.name) == fold(name) for other in others):
        raise Refused(f"Cơ sở đã có sản phẩm tên “{name}”.", field="name")
    product.name, product.search_key, product.group = name, fold(name), record["group"]
    product.is_set = record["is_set"]
    if saved:
        product.saved_at, product.saved_by = at, by
    product.save()
    _set_items(product, record["items"])
    return kept


def _items(written):
    return [nfc(item).strip() for item in written if item.strip()]


def _set_items(product, items):
    items = _items(items) if product.is_set else []
    if not all(map(says_something, items)):
        raise Refused("Mỗi món cần một tên có chữ hoặc số.", field="items")
    if product.is_set and len(items) < 2:
        raise Refused("Bộ sản phẩm phải có ít nhất hai món; hãy ghi mỗi món một dòng.", field="items")
    if len({fold(item) for item in items}) < len(items):
        raise Refused("Có hai món trùng tên trong bộ.", field="items")
    # An item that keeps its name keeps its photos, wherever it moves in the order.
    kept = {fold(item.name): item for item in product.items.all()}
    names = {fold(item) for item in items}
    product.items.exclude(pk__in=[item.pk for key, item in kept.items() if key in names]).delete()
    # Out of the way first: two items may not hold one place even for a moment.
    product.items.update(order=F("order") + len(kept) + len(items))
    for place, name in enumerate(items, 1):
        ProductItem.objects.update_or_create(
            pk=kept[fold(name)].pk if fold(name) in kept else None,
            defaults={"product": product, "order": place, "name": name},
        )
