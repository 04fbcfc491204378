"""The establishment and its products."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.seen import StaleSave
from cnnt_portal.ui.lists import paginate
from registrations import operations, permissions, queries
from registrations.forms import (
    EstablishmentForm,
    HandOverForm,
    JoinAnswerForm,
    NewProductForm,
    ProductForm,
    ProfileForm,
    TaxCodeForm,
)
from registrations.models import JoinRequest, LegalForm, Product, TaxCodeChange

from .throttling import asks_too_often

# Plenty for somebody who mistypes their own, too few to learn whose are known here.
TAX_CODES_PER_HOUR = 10
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def establishment_detail(request):
    """Mine; who has none yet declares it."""
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    return render(
        request,
        "registrations/establishment_detail.html",
        {
            "establishment": establishment,
            "can_edit": permissions.can_edit_establishment(request.user, establishment),
            "can_change_tax_code": permissions.can_change_tax_code(request.user, establishment),
            "tax_code_changes": establishment.tax_code_changes.select_related("recorded_by"),
        },
    )


@FORM
def establishment_create(request):
    if queries.establishment_of(request.user) is not None:
        return redirect("registrations:establishment_detail")
    require(permissions.can_register_establishment(request.user))
    form = EstablishmentForm(request.POST or None, initial={"email": request.user.email, "phone": request.user.phone})
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            try:
                _require_few_tax_codes(request)
                house = operations.register_establishment(**form.cleaned_data, by=request.user, at=request.at)
            except operations.Listed:
                form.ask_whether_listed()
                raise
            except operations.Taken as taken:
                context["taken"] = taken.tax_code
                raise
            if house.products.exists():
                messages.success(
                    request,
                    "Đã ghi nhận cơ sở. Dưới đây là sản phẩm mà cơ quan đã gửi bằng danh sách.",
                )
                return redirect("registrations:product_list")
            messages.success(request, "Đã ghi nhận cơ sở. Bây giờ hãy khai sản phẩm đầu tiên.")
            return redirect("registrations:product_create")
    return render(request, "registrations/establishment_form.html", context)


@require_POST
def join(request):
    """The way in for somebody whose establishment was declared by a colleague."""
    _require_few_tax_codes(request)
    operations.ask_to_join(tax_code=request.POST.get("tax_code", "")[:40], by=request.user, at=request.at)
    messages.success(request, "Đã gửi lời xin vào cho chủ cơ sở. Có trả lời thì bạn nhận thư và thông báo.")
    return redirect("registrations:start")


def _require_few_tax_codes(request):
    """Whether a tax code is known here is told to whoever declares it: not to somebody who tries them in turn."""
    if asks_too_often(f"tax-code:{request.user.pk}", most=TAX_CODES_PER_HOUR, seconds=3600):
        raise Refused("Bạn đã thử nhiều lần trong một giờ. Hãy xem lại giấy đăng ký của cơ sở rồi thử lại sau.")


@FORM
def people(request):
    """Who works for my establishment; the owner lets people in and hands over."""
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    members, waiting = queries.people_of(establishment, timezone.localdate(request.at))
    drafters = [row.user for row in members if row.role == Role.DRAFTER and row.user != request.user]
    verdict = permissions.can_manage_people(request.user, establishment)
    form = HandOverForm(request.POST or None, people=drafters)
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.hand_over_establishment(
                    establishment=establishment, **form.cleaned_data, by=request.user, at=request.at
                )
                messages.success(request, f"Đã giao cơ sở cho {form.cleaned_data['successor']}.")
                return redirect("registrations:people")
    context = {
        "establishment": establishment,
        "members": members,
        "waiting": waiting,
        "can_manage": verdict,
        "form": form if drafters else None,
        "answers": JoinAnswerForm().fields["answer"].choices,
    }
    return render(request, "registrations/establishment_people.html", context)


@require_POST
def join_answer(request, pk):
    asked = get_object_or_404(scoped(JoinRequest, request.user).select_related("establishment", "asked_by"), pk=pk)
    form = JoinAnswerForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["answer"]
        operations.answer_join_request(request=asked, is_granted=bool(role), role=role, by=request.user, at=request.at)
        messages.success(
            request, f"Đã {'cho' if role else 'trả lời không nhận'} {asked.asked_by}{' vào cơ sở' if role else ''}."
        )
    return redirect("registrations:people")


@FORM
def establishment_edit(request):
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    require(permissions.can_edit_establishment(request.user, establishment))
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(establishment.profile))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            try:
                kept = operations.update_establishment(
                    establishment=establishment, **form.cleaned_data, by=request.user, at=request.at
                )
            except StaleSave as stale:
                form.lay_open(establishment.profile, stale.stored, who=_other(establishment, request.user))
            else:
                messages.success(request, f"Đã lưu thông tin cơ sở.{_kept(form, kept)}")
                return redirect("registrations:establishment_detail")
    return render(request, "registrations/establishment_form.html", {"form": form, "establishment": establishment})


def _other(row, user):
    """Who wrote meanwhile, as the head of a sentence."""
    return "Bạn (ở cửa sổ khác)" if row.saved_by == user else str(row.saved_by or "Người khác")


def _kept(form, names):
    """Where two wrote in different fields both stay, and the second is told."""
    return f" Người khác vừa sửa {form.labels(names)}; phần ấy được giữ nguyên." if names else ""


@FORM
def tax_code_change(request):
    """The owner writes the number that the tax office gave instead of the one known here."""
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    require(permissions.can_change_tax_code(request.user, establishment))
    cause = TaxCodeChange.Cause.PERSONAL_NUMBER if establishment.awaits_personal_number else None
    form = TaxCodeForm(
        request.POST or None,
        initial={"cause": cause, "changed_on": timezone.localdate(request.at)},
        is_household=establishment.legal_form == LegalForm.HOUSEHOLD,
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            _require_few_tax_codes(request)
            change = operations.change_tax_code(
                establishment=establishment, **form.cleaned_data, by=request.user, at=request.at
            )
            messages.success(request, f"Đã đổi mã số thuế thành {change.new}. Mã cũ {change.old} vẫn được giữ lại.")
            return redirect("registrations:establishment_detail")
    return render(request, "registrations/establishment_tax_code.html", {"form": form, "establishment": establishment})


@require_safe
def product_list(request):
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    return render(
        request,
        "registrations/product_list.html",
        {"establishment": establishment, "page": paginate(request, queries.products_of(request.user))},
    )


@require_safe
def product_detail(request, pk):
    product = load(Product, request.user, pk=pk)
    entries = list(queries.entries_of_product(product, request.user))
    return render(
        request,
        "registrations/product_detail.html",
        {
            "product": product,
            "entries": entries,
            "is_own": bool(permissions.can_create_product(request.user, product.establishment)),
            "can_edit": permissions.can_edit_product(request.user, product),
            "open_rounds": queries.rounds_to_enter(product, entries, request.at),
        },
    )


@FORM
def product_create(request):
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    require(permissions.can_create_product(request.user, establishment))
    form = NewProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            product = operations.create_product(
                establishment=establishment, **form.cleaned_data, by=request.user, at=request.at
            )
            return redirect("registrations:product_detail", product.pk)
    return render(request, "registrations/product_form.html", {"form": form})


@FORM
def product_edit(request, pk):
    product = load(Product, request.user, pk=pk)
    require(permissions.can_edit_product(request.user, product))
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(product.record))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            try:
                kept = operations.update_product(product=product, **form.cleaned_data, by=request.user, at=request.at)
            except StaleSave as stale:
                form.lay_open(product.record, stale.stored, who=_other(product, request.user))
            else:
                messages.success(request, f"Đã lưu sản phẩm.{_kept(form, kept)}")
                return redirect("registrations:product_detail", product.pk)
    return render(request, "registrations/product_form.html", {"form": form, "product": product})
