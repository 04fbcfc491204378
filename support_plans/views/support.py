from django.contrib import messages
from django.shortcuts import redirect, render

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import AnswerForm
from ..models import ServedProduct
from ..permissions import can_answer_support, can_answer_surveys


def support_mine(request):
    """Everything that was done, or is planned, for the reader's establishments."""
    return render(
        request,
        "support_plans/support_mine.html",
        {
            "page": paginate(request, queries.support_of(request.user)),
            "totals": queries.totals_for(request.user),
            "answers_surveys": can_answer_surveys(request.user),
        },
    )


def support_answer(request, pk):
    """The establishment says whether what a unit recorded is true."""
    served = load(ServedProduct, request.user, pk=pk)
    require(can_answer_support(request.user, served))
    form = AnswerForm(request.POST or None, initial={"answer": served.answer, "note": served.answer_note})
    if form.is_valid():
        with shown_on(form):
            operations.answer_support(served=served, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã ghi câu trả lời của cơ sở.")
            return redirect("support_plans:support_mine")
    return render(
        request,
        "support_plans/support_answer.html",
        {"served": served, "form": form, "answers": queries.answers_of(served)},
    )
