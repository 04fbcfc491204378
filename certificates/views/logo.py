from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send, send_picture
from cnnt_portal.permissions import load, require

from .. import operations, permissions, queries
from ..forms import LogoForm
from ..models import LogoFile

PICTURE_WIDTH = 320


@login_not_required
def logo(request):
    """The programme’s logo and the conditions of its use: buyers look at it, holders take its files."""
    offers = permissions.can_offer_logo(request.user)
    if request.method == "POST":
        require(offers)
    form = LogoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            operations.offer_logo(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã đưa tệp biểu trưng lên.")
            return redirect("certificates:logo")
    return render(
        request,
        "certificates/logo.html",
        {
            "files": queries.logo_files(request.user),
            "offers": offers,
            "takes": permissions.can_take_logo(request.user, on=timezone.localdate(request.at)),
            "form": form,
        },
    )


@login_not_required
@require_safe
def logo_picture(request, pk):
    found = load(LogoFile, request.user, pk=pk)
    if not found.file.is_image:
        raise Http404
    return send_picture(request, found.file, PICTURE_WIDTH, public=True)


def logo_download(request, pk):
    found = load(LogoFile, request.user, pk=pk)
    require(permissions.can_take_logo(request.user, on=timezone.localdate(request.at)))
    return send(request, found.file, as_attachment=True)


@require_POST
def logo_withdraw(request, pk):
    found = load(LogoFile, request.user, pk=pk)
    operations.withdraw_logo(logo=found, by=request.user, at=request.at)
    messages.success(request, "Đã gỡ tệp biểu trưng.")
    return redirect("certificates:logo")
