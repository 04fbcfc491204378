"""Why dossiers come back: the shared causes counted over provinces, and what stands behind each."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cnnt_portal.permissions import require
from cnnt_portal.ui import charts
from cnnt_portal.ui.lists import paginate
from registrations import parts, permissions, queries
from registrations.forms import CauseFilter
from registrations.models import Reason


def _counted(request):
    """The filter, and the entries that it leaves of those that this person may count."""
    require(permissions.can_see_desk(request.user))
    rounds = queries.rounds_to_count(request.user)
    form = CauseFilter(request.GET, rounds=rounds, on=timezone.localdate(request.at))
    return form, form.narrow(queries.entries_to_count(request.user))


@require_safe
def cause_list(request):
    form, entries = _counted(request)
    causes, places = queries.causes_among(entries), queries.returns_by_province(entries)
    context = {
        "form": form,
        "steps": [_table(step, [cause for cause in causes if cause.step == step]) for step in Reason.Step],
        "places": places,
        "total": {key: sum(row[key] for row in places) for key in ("filed", "returned", "refused")},
        "query": request.GET.urlencode(),
    }
    return render(request, "registrations/cause_list.html", context)


def _table(step, causes):
    chart = charts.bars(f"{step.label}: số lần theo lý do", [(cause.label, cause.times) for cause in causes])
    rows = [(cause, parts.LABELS.get(cause.part, "–")) for cause in causes]
    return {"label": step.label, "rows": rows, "chart": chart}


@require_safe
def cause_detail(request, slug):
    """Each time for one cause. What another office received is counted here without names."""
    form, entries = _counted(request)
    found = queries.acts_of_cause(entries, slug)
    if found is None:
        raise Http404
    step, label, rows = found
    page = paginate(request, rows)
    context = {
        "form": form,
        "step": step,
        "label": label,
        "slug": slug,
        "page": page,
        "acts": [queries.act(row) for row in page],
        "own": set(request.user.bodies()),
        "query": request.GET.urlencode(),
    }
    return render(request, "registrations/cause_detail.html", context)
