from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cnnt_portal.documents import responses
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import bundles, operations, queries, signing
from ..forms import SignedForm
from ..models import RecognitionDecision
from ..permissions import can_issue


def outside_sign(request, pk):
    """The office signs with an official's own token: take the files along, bring them back signed."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    require(can_issue(request.user, decision))
    form = SignedForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            taken = operations.take_back(
                decision=decision, uploads=form.cleaned_data["files"], by=request.user, at=request.at
            )
            messages.success(request, f"Đã nhận {len(taken)} giấy có chữ ký số.")
            return redirect("certificates:outside_sign", pk=decision.pk)
    waiting = queries.unsigned_count(decision)
    return render(
        request,
        "certificates/outside_sign.html",
        {
            "decision": decision,
            "form": form,
            "waiting": waiting,
            "knows_roots": signing.knows_roots(),
            "signed": paginate(request, queries.signed_outside(decision)),
            "parts": [
                (part, first + 1, min(first + bundles.PART, waiting))
                for part, first in enumerate(range(0, waiting, bundles.PART))
            ],
        },
    )


@require_POST
def outside_take(request, pk, part):
    """A ZIP of the files to sign. They are kept as they leave, therefore a POST."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    first = part * bundles.PART
    taken = operations.hand_out(
        decision=decision, part=slice(first, first + bundles.PART), by=request.user, at=request.at
    )
    name = f"Giấy chờ ký theo {decision}.zip"
    return responses.download_file(bundles.to_sign(taken, first + 1), name, "application/zip")
