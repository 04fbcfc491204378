from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.accounts.signing import signing
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import TimelineStep
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import LineForm, SectionsReturnForm, YearCallForm
from ..models import UnitYearPlan, YearCall
from ..permissions import (
    can_judge_year_plans,
    can_keep_plan,
    can_read_budget,
    can_sign_year_plan,
    can_write_year_plan,
)


def year_plan_list(request):
    """What the reader's units owe, the plans in sight, and the calls that the Cục keeps."""
    today = timezone.localdate(request.at)
    return render(
        request,
        "support_plans/year_plan_list.html",
        {
            "to_answer": queries.calls_to_answer(request.user, today),
            "calls": queries.calls_of(request.user)[:5],
            "page": paginate(request, queries.year_plans_of(request.user)),
            "may_keep": can_keep_plan(request.user),
            "may_read_budget": can_read_budget(request.user),
        },
    )


def year_call_create(request):
    require(can_keep_plan(request.user))
    form = YearCallForm(request.POST or None, user=request.user, on=timezone.localdate(request.at))
    if form.is_valid():
        with shown_on(form):
            call = operations.call_for_year_plans(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã mở đợt và báo cho các đơn vị.")
            return redirect("support_plans:year_call_detail", pk=call.pk)
    return render(request, "support_plans/year_call_create.html", {"form": form})


def year_call_detail(request, pk):
    """Who owes what: every unit asked, with its plan if it has one."""
    call = load(YearCall, request.user, pk=pk)
    today = timezone.localdate(request.at)
    rows = queries.owed_for(call, today)
    return render(
        request,
        "support_plans/year_call_detail.html",
        {
            "call": call,
            "page": paginate(request, rows, per_page=50),
            "sent": sum(1 for row in rows if row.is_sent),
            "asked": len(rows),
            "may_keep": can_keep_plan(request.user),
            "seen": queries.seen_year_plans(request.user, call),
        },
    )


@require_POST
def year_call_remind(request, pk):
    call = load(YearCall, request.user, pk=pk)
    count = operations.remind_units(call=call, by=request.user, at=request.at)
    messages.success(request, f"Đã nhắc {count} đơn vị chưa gửi (mỗi ngày nhắc một lần).")
    return redirect("support_plans:year_call_detail", pk=call.pk)


@require_POST
def year_plan_start(request, call_pk, unit_pk):
    call, unit = queries.call_and_unit(request.user, call_pk, unit_pk, timezone.localdate(request.at))
    year_plan = operations.start_year_plan(call=call, unit=unit, by=request.user, at=request.at)
    return redirect("support_plans:year_plan_detail", pk=year_plan.pk)


def year_plan_detail(request, pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    sections, missing = queries.sections_of(year_plan), year_plan.missing()
    sign_verdict = can_sign_year_plan(request.user, year_plan)
    return render(
        request,
        "support_plans/year_plan_detail.html",
        {
            "year_plan": year_plan,
            "sections": sections,
            "total": sum(section.amount for section in sections),
            "dropped": queries.dropped_lines(year_plan),
            "dropped_since": queries.dropped_since_return(year_plan, sections),
            "missing": missing,
            "seen": queries.mark_of(year_plan) if sign_verdict and not missing else "",
            "history": [
                TimelineStep("Bắt đầu soạn", year_plan.started_at, year_plan.started_by),
                *year_plan.history.select_related("by"),
            ],
            "write_verdict": can_write_year_plan(request.user, year_plan),
            "sign_verdict": sign_verdict,
            "judge_verdict": can_judge_year_plans(request.user),
        },
    )


def line_create(request, pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    return _line(request, year_plan, None)


def line_change(request, pk, line_pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    return _line(request, year_plan, queries.line_of(year_plan, line_pk))


def _line(request, year_plan, line):
    require(can_write_year_plan(request.user, year_plan))
    initial = LineForm.initial_of(line) if line else {}
    form = LineForm(request.POST or None, year_plan=year_plan, initial=initial)
    if form.is_valid():
        with shown_on(form):
            operations.write_line(year_plan=year_plan, line=line, **form.facts(), by=request.user, at=request.at)
            messages.success(request, "Đã lưu.")
            return redirect("support_plans:year_plan_detail", pk=year_plan.pk)
    return render(request, "support_plans/line_form.html", {"form": form, "year_plan": year_plan, "line": line})


@require_POST
def line_drop(request, pk, line_pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    operations.drop_line(line=queries.line_of(year_plan, line_pk), by=request.user, at=request.at)
    messages.success(request, "Đã bỏ việc này khỏi kế hoạch năm.")
    return redirect("support_plans:year_plan_detail", pk=year_plan.pk)


@require_POST
def year_plan_submit(request, pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    require(can_sign_year_plan(request.user, year_plan))
    return _sign(request, year_plan)


@signing("support_plans:year_plan_detail")
def _sign(request, year_plan):
    """Signing asks for the password (or the second factor) once more."""
    operations.submit_year_plan(year_plan=year_plan, seen=request.POST.get("seen"), by=request.user, at=request.at)
    messages.success(request, "Đã ký và gửi kế hoạch năm cho Cục.")
    return redirect("support_plans:year_plan_detail", pk=year_plan.pk)


@require_POST
def year_plan_accept(request, pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    operations.accept_year_plan(year_plan=year_plan, by=request.user, at=request.at)
    messages.success(request, "Đã chấp nhận kế hoạch năm.")
    return redirect("support_plans:year_plan_detail", pk=year_plan.pk)


def year_plan_return(request, pk):
    year_plan = load(UnitYearPlan, request.user, pk=pk)
    require(can_judge_year_plans(request.user))
    form = SectionsReturnForm(request.POST or None, sections=queries.sections_of(year_plan))
    if form.is_valid():
        with shown_on(form):
            operations.return_year_plan(year_plan=year_plan, reasons=form.reasons(), by=request.user, at=request.at)
            messages.success(request, "Đã trả lại kèm lý do.")
            return redirect("support_plans:year_plan_detail", pk=year_plan.pk)
    return render(request, "support_plans/year_plan_return.html", {"form": form, "year_plan": year_plan})
