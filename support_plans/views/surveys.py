from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import SurveyCallForm, SurveyForm
from ..models import SurveyCall
from ..permissions import can_answer_survey, can_answer_surveys, can_keep_plan, can_see_whole


def survey_list(request):
    """The yearly surveys and how many answered."""
    require(can_see_whole(request.user))
    scope = queries.scope_of(request.user)
    return render(
        request,
        "support_plans/survey_list.html",
        {
            "page": paginate(request, queries.surveys_seen(request.user, scope)),
            "scope": scope,
            "may_keep": can_keep_plan(request.user),
        },
    )


def survey_call(request):
    require(can_keep_plan(request.user))
    last_year = timezone.localdate(request.at).year - 1
    form = SurveyCallForm(
        request.POST or None, initial={"year": last_year, "remind_before": SurveyCall().remind_before}
    )
    if form.is_valid():
        with shown_on(form):
            call = operations.call_survey(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã mở đợt khảo sát và báo các cơ sở.")
            return redirect("support_plans:survey_detail", pk=call.pk)
    return render(request, "support_plans/survey_call.html", {"form": form})


def survey_detail(request, pk):
    """Who answered what; the sums of it; who has not answered yet."""
    require(can_see_whole(request.user))
    call, scope = queries.survey_of(pk), queries.scope_of(request.user)
    counts = queries.survey_counts(call, scope)
    labels = {
        queries.ANSWERED: "Đã trả lời",
        queries.SILENT: "Chưa trả lời",
        queries.WITHOUT_PEOPLE: "Chưa có tài khoản",
    }
    shown = request.GET.get("xem")
    if shown not in counts:
        shown = queries.ANSWERED
    return render(
        request,
        "support_plans/survey_detail.html",
        {
            "call": call,
            "scope": scope,
            "shown": shown,
            "asked": sum(counts.values()),
            "silent": counts[queries.SILENT],
            "sums": queries.survey_sums(call, scope),
            "tabs": [Tab(label, f"{request.path}?xem={key}", counts[key]) for key, label in labels.items()],
            "page": paginate(request, queries.survey_rows(call, scope, shown)),
            "may_keep": can_keep_plan(request.user),
        },
    )


@require_POST
def survey_remind(request, pk):
    require(can_see_whole(request.user))
    count = operations.remind_of_survey(call=queries.survey_of(pk), by=request.user, at=request.at)
    messages.success(request, f"Đã nhắc {count} cơ sở chưa trả lời (mỗi ngày nhắc một lần).")
    return redirect("support_plans:survey_detail", pk=pk)


def survey_mine(request):
    """What one's establishment is asked and has answered."""
    require(can_answer_surveys(request.user))
    return render(
        request,
        "support_plans/survey_mine.html",
        {
            "page": paginate(request, queries.survey_answers_of(request.user)),
            "open": queries.survey_open(),
        },
    )


def survey_answer(request, pk, establishment_pk):
    call, establishment, answer = queries.survey_to_answer(request.user, pk, establishment_pk)
    require(can_answer_survey(request.user, establishment))
    before = queries.survey_before(call, establishment)
    form = SurveyForm(request.POST or None, initial=SurveyForm.initial_of(answer, before))
    if form.is_valid():
        with shown_on(form):
            facts = form.cleaned_data
            operations.answer_survey(call=call, establishment=establishment, **facts, by=request.user, at=request.at)
            messages.success(request, "Đã gửi phiếu khảo sát. Cảm ơn bạn.")
            return redirect("support_plans:survey_mine")
    return render(
        request,
        "support_plans/survey_answer.html",
        {
            "form": form,
            "call": call,
            "establishment": establishment,
            "before": before,
            "answer": answer,
            "earlier": queries.survey_answers_before(answer),
        },
    )
