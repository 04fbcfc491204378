from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal import rehearsing
from cnnt_portal.documents.responses import download
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from registrations.models import Round
from reporting import permissions

from . import operations, plan, queries
from .forms import BuildForm

BACKEND = "cnnt_portal.accounts.backends.PortalBackend"


def only_in_rehearsal(view):
    """In the real portal this page does not exist. Neither does it for a stranger: who is not signed in comes as the
    person whom the rehearsal is held for, and without their password only on the machine where it runs."""

    @login_not_required
    @wraps(view)
    def guarded(request, **arguments):
        if not rehearsing.is_on():
            raise Http404
        if not request.user.is_authenticated and not settings.EMBEDDED:
            return redirect(settings.LOGIN_URL)
        return view(request, **arguments)

    return guarded


@only_in_rehearsal
@require_safe
def rehearsal(request):
    return _page(request, BuildForm())


def _page(request, form):
    context = {
        "form": form,
        "round": queries.rehearsed_round(),
        "council": queries.running_council(),
        "turns": queries.turns(request.at),
        "starter": queries.starter(),
    }
    return render(request, "reporting/rehearsal.html", context)


@only_in_rehearsal
@require_POST
def rehearsal_build(request):
    form = BuildForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.build(
                plan=form.cleaned_data["file"],
                number=form.cleaned_data["number"],
                with_council=form.cleaned_data["start"] == "council",
                by=queries.starter(),
                at=request.at,
            )
            messages.success(request, "Đã dựng kỳ diễn tập. Hãy chọn một vai ở dưới để bắt đầu.")
            return redirect("reporting:rehearsal")
    return _page(request, form)


@only_in_rehearsal
@require_POST
def rehearsal_enter(request, pk):
    person = queries.role_keyed(pk)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    messages.success(request, f"Bạn đang trong vai: {person}.")
    return redirect("reporting:home")


@only_in_rehearsal
@require_POST
def rehearsal_act(request):
    declared, scored = operations.act_for_the_rest(by=queries.starter(), at=request.at)
    messages.success(request, f"Đã làm hộ các giám khảo: {declared} bản khai, {scored} phiếu chấm.")
    return redirect("reporting:rehearsal")


@only_in_rehearsal
@require_POST
def rehearsal_delete(request):
    person = operations.throw_away(by=None, at=request.at)
    login(request, person, backend=BACKEND)
    messages.success(request, "Đã xóa toàn bộ buổi diễn tập: hồ sơ, điểm, văn bản, tài khoản, thư. Cổng trống như mới.")
    return redirect("reporting:rehearsal")


@require_safe
def rehearsal_offer(request, pk):
    """In the real portal: what a rehearsal of this round is, and its file."""
    round = load(Round, request.user, pk=pk, is_history=False)
    require(permissions.can_take_plan(request.user, round))
    return render(request, "reporting/rehearsal_offer.html", {"round": round})


@require_safe
def rehearsal_plan(request, pk):
    round = load(Round, request.user, pk=pk, is_history=False)
    require(permissions.can_take_plan(request.user, round))
    return download(plan.written(round), f"Diễn tập {round.title}.json", "application/json")
