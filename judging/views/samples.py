"""The register of physical products: what came, what went back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, queries, visiting
from ..forms import ReturnForm, SampleForm
from ..models import Council

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def sample_list(request, pk):
    council = load(Council, request.user, pk=pk)
    require(visiting.can_see_samples(request.user, council))
    context = {
        "council": council,
        "page": paginate(request, queries.samples_of(council)),
        "may_keep": visiting.can_keep_samples(request.user, council),
    }
    return render(request, "judging/sample_list.html", context)


def _kept(request, pk):
    council = load(Council, request.user, pk=pk)
    require(visiting.can_keep_samples(request.user, council))
    return council


@FORM
def sample_receive(request, pk):
    council = _kept(request, pk)
    initial = {"arrived_on": timezone.localdate(request.at)}
    form = SampleForm(request.POST or None, entries=queries.entries_to_judge(council), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            entry = form.cleaned_data["code"]
            operations.receive_sample(entry=entry, by=request.user, at=request.at, **form.arrival())
            messages.success(request, f"Đã ghi nhận hiện vật của {entry.code}.")
            return redirect("judging:sample_list", pk=council.pk)
    return render(request, "judging/sample_form.html", {"council": council, "form": form})


@FORM
def sample_correct(request, pk, sample):
    council = _kept(request, pk)
    sample = get_object_or_404(queries.samples_of(council), pk=sample)
    initial = {name: getattr(sample, name) for name in ("description", "arrived_on", "brought_by", "condition")}
    form = SampleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.correct_sample(sample=sample, by=request.user, at=request.at, **form.arrival())
            messages.success(request, f"Đã sửa hiện vật của {sample.entry.code}.")
            return redirect("judging:sample_list", pk=council.pk)
    return render(request, "judging/sample_form.html", {"council": council, "sample": sample, "form": form})


@FORM
def sample_return(request, pk, sample):
    council = _kept(request, pk)
    sample = get_object_or_404(queries.samples_of(council), pk=sample)
    form = ReturnForm(request.POST or None, initial={"returned_on": timezone.localdate(request.at)})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.return_sample(sample=sample, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"Đã ghi trả hiện vật của {sample.entry.code}.")
            return redirect("judging:sample_list", pk=council.pk)
    return render(request, "judging/sample_return.html", {"council": council, "sample": sample, "form": form})
