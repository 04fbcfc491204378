"""The establishment and its products."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from registrations import operations, permissions, queries
from registrations.forms import EstablishmentForm, ProductForm, ProfileForm
from registrations.models import Product

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
        {"establishment": establishment, "can_edit": permissions.can_edit_establishment(request.user, establishment)},
    )


@FORM
def establishment_create(request):
    if queries.establishment_of(request.user) is not None:
        return redirect("registrations:establishment_detail")
    require(permissions.can_register_establishment(request.user))
    form = EstablishmentForm(request.POST or None, initial={"email": request.user.email, "phone": request.user.phone})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.register_establishment(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã ghi nhận cơ sở. Bây giờ hãy khai sản phẩm đầu tiên.")
            return redirect("registrations:product_create")
    return render(request, "registrations/establishment_form.html", {"form": form})


@FORM
def establishment_edit(request):
    establishment = queries.establishment_of(request.user)
    if establishment is None:
        return redirect("registrations:establishment_create")
    require(permissions.can_edit_establishment(request.user, establishment))
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(establishment))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.update_establishment(
                establishment=establishment, **form.cleaned_data, by=request.user, at=request.at
            )
            messages.success(request, "Đã lưu thông tin cơ sở.")
            return redirect("registrations:establishment_detail")
    return render(request, "registrations/establishment_form.html", {"form": form, "establishment": establishment})


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
            "is_own": request.user.belongs_to(product.establishment.organisation),
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
    form = ProductForm(request.POST or None)
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
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(product))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.update_product(product=product, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã lưu sản phẩm.")
            return redirect("registrations:product_detail", product.pk)
    return render(request, "registrations/product_form.html", {"form": form, "product": product})
