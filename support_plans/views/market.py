from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import EnquiryForm, OutletEndForm, OutletForm
from ..models import Enquiry, Outlet
from ..permissions import can_change_outlet, can_record_outlets

# Questions that one address may send in an hour.
MOST_QUESTIONS = 10


@login_not_required
def market(request, pk):
    """Where a product is sold, and a way to ask its maker. A fragment inside the product's public page (htmx), a page
    by itself otherwise."""
    today = timezone.localdate(request.at)
    product = queries.product_on_market(pk, today)
    context = {"product": product, "outlets": queries.outlets_of(product, today)}
    if request.htmx:
        return render(request, "support_plans/market_fragment.html", context)
    form = EnquiryForm(request.POST or None)
    if form.is_valid():
        if _asks_too_often(request):
            form.add_error(None, "Từ mạng của bạn vừa gửi quá nhiều câu hỏi. Hãy thử lại sau một giờ.")
            return render(request, "support_plans/market.html", context | {"form": form}, status=429)
        with shown_on(form):
            by = request.user if request.user.is_authenticated else None
            operations.send_enquiry(product=product, **form.facts(), by=by, at=request.at)
            messages.success(request, "Đã chuyển câu hỏi tới cơ sở. Cơ sở trả lời bạn theo cách liên hệ bạn đã ghi.")
            return redirect("support_plans:market", pk=product.pk)
    return render(request, "support_plans/market.html", context | {"form": form})


def _asks_too_often(request):
    key = f"enquiry:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, 3600)
    return cache.incr(key) > MOST_QUESTIONS


def outlet_list(request):
    return render(
        request,
        "support_plans/outlet_list.html",
        {
            "page": paginate(request, queries.outlets_seen(request.user)),
            "today": timezone.localdate(request.at),
            "may_record": can_record_outlets(request.user, timezone.localdate(request.at)),
        },
    )


def outlet_create(request):
    today = timezone.localdate(request.at)
    require(can_record_outlets(request.user, today))
    form = OutletForm(request.POST or None, request.FILES or None, user=request.user, on=today)
    if form.is_valid():
        with shown_on(form):
            operations.record_outlet(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã ghi nơi bán.")
            return redirect("support_plans:outlet_list")
    return render(request, "support_plans/outlet_form.html", {"form": form, "title": "Ghi nơi bán"})


def outlet_end(request, pk):
    outlet = load(Outlet, request.user, pk=pk)
    require(can_change_outlet(request.user, outlet))
    form = OutletEndForm(request.POST or None, initial={"valid_to": outlet.valid_to})
    if form.is_valid():
        with shown_on(form):
            operations.end_outlet(outlet=outlet, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã ghi ngày thôi bán.")
            return redirect("support_plans:outlet_list")
    context = {"form": form, "title": "Thôi bán ở nơi này", "outlet": outlet}
    return render(request, "support_plans/outlet_form.html", context)


@require_safe
def outlet_paper(request, pk):
    return send(request, queries.outlet_paper(request.user, pk))


def enquiry_list(request):
    """Who asked for the products of one's establishment."""
    return render(
        request, "support_plans/enquiry_list.html", {"page": paginate(request, queries.enquiries_of(request.user))}
    )


@require_POST
def enquiry_answered(request, pk):
    enquiry = load(Enquiry, request.user, pk=pk)
    operations.mark_enquiry_answered(enquiry=enquiry, by=request.user, at=request.at)
    messages.success(request, "Đã ghi là đã trả lời khách.")
    return redirect("support_plans:enquiry_list")
