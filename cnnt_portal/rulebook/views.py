from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import queries


@login_not_required
@require_safe
def rule_sets(request):
    today = timezone.localdate(request.at)
    return render(request, "rulebook/ruleset_list.html", {"rule_sets": queries.rule_sets(), "today": today})


@login_not_required
@require_safe
def rule_set(request, code):
    rule_set = get_object_or_404(queries.rule_sets(), code=code)
    return render(
        request,
        "rulebook/ruleset_detail.html",
        {"rule_set": rule_set, "parameters": rule_set.parameters.all(), "marks": dict(queries.MARKS)},
    )
