"""Evidence, versions edited in Word and sentences for flags, beside a report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.seen import StaleSave, mark

from . import operations, queries
from .forms import EditedForm, FlagForm, PapersForm
from .models import HalfYearReport
from .permissions import can_return_edited, can_write


def evidence_attach(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    form = PapersForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            operations.add_evidence(report=report, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã kèm tài liệu vào báo cáo.")
            return redirect("reporting:report_detail", pk=pk)
    words = "Hợp đồng, ảnh, danh sách… gửi cùng báo cáo. Sau khi gửi thì không gỡ được."
    return _page(request, report, form, "Kèm tài liệu", words, "Kèm vào báo cáo")


@require_POST
def evidence_remove(request, pk, paper_pk):
    report = load(HalfYearReport, request.user, pk=pk)
    operations.remove_evidence(paper=queries.paper_of(report, paper_pk, request.user), by=request.user, at=request.at)
    messages.success(request, "Đã gỡ tài liệu.")
    return redirect("reporting:report_detail", pk=pk)


@require_safe
def paper_file(request, pk, paper_pk):
    report = load(HalfYearReport, request.user, pk=pk)
    return send(request, queries.paper_of(report, paper_pk, request.user).file, as_attachment=True)


def edited_return(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_return_edited(request.user, report))
    form = EditedForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            operations.keep_edited(report=report, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giữ bản Word bên cạnh bản đã gửi.")
            return redirect("reporting:report_detail", pk=pk)
    words = "Bản đã ký giữ nguyên; bản Word sửa lại được giữ bên cạnh để người sau đối chiếu."
    return _page(request, report, form, "Gửi lại bản sửa trong Word", words, "Gửi bản Word")


def flag_answer(request, pk, key):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    flag = queries.flag_of(report, key)
    sentence = queries.sentence_to(report, key)
    form = FlagForm(request.POST or None, initial={"sentence": sentence, "shown": mark(sentence)})
    stored = []
    if form.is_valid():
        with shown_on(form):
            try:
                operations.answer_flag(report=report, flag=flag, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã lưu lời giải trình. Cục đọc câu này cạnh lưu ý.")
                return redirect("reporting:report_detail", pk=pk)
            except StaleSave as stale:
                form.data = form.data.copy()
                form.data["shown"] = mark(stale.stored)
                stored = [("Vì sao", stale.stored)]
                raise
    return _page(request, report, form, "Giải trình", flag.words, "Lưu", stored)


def _page(request, report, form, title, words, button, stored=()):
    return render(
        request,
        "reporting/report_form.html",
        {"report": report, "form": form, "title": title, "words": words, "button": button, "stored": stored},
    )
