import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.documents import responses, sheets
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from . import operations, permissions, queries
from .forms import ErasureForm
from .models import ErasureRequest

FILE_NAME = "Du lieu ca nhan cua toi"


@require_safe
def overview(request):
    """What is kept about me and why, and what I may do about it."""
    context = {
        "held": queries.held_about(request.user),
        "facts": queries.facts_of(request.user),
        "erasure": queries.waiting_request_of(request.user),
        "terms": settings.PERSONAL_DATA_TERMS,
    }
    return render(request, "privacy/overview.html", context)


@require_POST
def export_json(request):
    found = operations.export(person=request.user, by=request.user, at=request.at)
    content = json.dumps(found, ensure_ascii=False, indent=2)
    return responses.download(content, f"{FILE_NAME}.json", "application/json")


@require_POST
def export_xlsx(request):
    found = operations.export_sheets(person=request.user, by=request.user, at=request.at)
    return responses.download(sheets.workbook(found), FILE_NAME, responses.XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    form = ErasureForm(request.POST or None, days=settings.PERSONAL_DATA_ERASURE_DAYS)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            erasure = operations.ask_for_erasure(ground=form.cleaned_data["ground"], by=request.user, at=request.at)
            return _asked(request, erasure)
    context = {
        "form": form,
        "held": queries.held_about(request.user),
        "verdict": permissions.can_ask_for_erasure(request.user, timezone.localdate(request.at)),
    }
    return render(request, "privacy/ask.html", context)


def _asked(request, erasure):
    if not request.user.is_active:
        logout(request)
        messages.success(request, f"Đã đóng tài khoản của bạn. Cổng xóa dữ liệu trong ngày {erasure.due_on:%d/%m/%Y}.")
        return redirect(settings.LOGOUT_REDIRECT_URL)
    messages.success(request, f"Đã ghi yêu cầu. Cổng xóa dữ liệu của bạn trong ngày {erasure.due_on:%d/%m/%Y}.")
    return redirect("privacy:overview")


@require_POST
def take_back(request, pk):
    erasure = load(ErasureRequest, request.user, pk=pk)
    operations.take_back(erasure=erasure, by=request.user, at=request.at)
    messages.success(request, "Đã rút yêu cầu xóa dữ liệu. Tài khoản của bạn vẫn như cũ.")
    return redirect("privacy:overview")


@require_safe
def request_list(request):
    """For the administrators: who asked, when it is due, what was kept."""
    require(permissions.can_see_requests(request.user))
    return render(request, "privacy/request_list.html", {"page": paginate(request, queries.requests_for(request.user))})
