from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cnnt_portal.permissions import scoped
from registrations.models import Round

from .. import queries
from ..permissions import can_enter_decision, can_send_up


@login_not_required
@require_safe
def round_outcome(request, round_pk):
    """What came of a round. Everybody reads its public decisions; council and office find the way to their own pages.

    A fragment inside the page of the round (htmx), a page by itself otherwise.
    """
    round_ = get_object_or_404(scoped(Round, request.user), pk=round_pk)
    context = {"round": round_, "decisions": queries.public_decisions().filter(round=round_)}
    if request.user.is_authenticated:
        context |= {
            "council": queries.council_of_round(round_, request.user),
            "own_decisions": queries.decisions_of(request.user).filter(round=round_),
            "can_decide": can_enter_decision(request.user, round_) and queries.outcomes_to_decide(round_).exists(),
            "can_climb": can_send_up(request.user, round_) and queries.sends_up(round_),
        }
    template = "certificates/round_outcome_fragment.html" if request.htmx else "certificates/round_outcome.html"
    return render(request, template, context)
