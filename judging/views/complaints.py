"""What happens after publication: complaints and their answers; before it, what those who failed will be told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.documents import responses
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, permissions, queries, replies
from ..forms import AnswerForm, ComplaintForm, SettingsForm
from ..models import BY_HAND, Complaint, Council, Stage


@require_http_methods(["GET", "HEAD", "POST"])
def council_settings(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_keep_settings(request.user, council))
    form = SettingsForm(
        request.POST or None, initial={"feedback": council.feedback, "complaint_days": council.complaint_days}
    )
    if request.method == "POST" and form.is_valid():
        operations.keep_settings(council=council, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "Đã ghi cài đặt.")
        return redirect("judging:council_room", pk=council.pk)
    return render(request, "judging/council_settings.html", {"council": council, "form": form})


@require_safe
def complaint_list(request, pk):
    council = load(Council, request.user, pk=pk)
    context = {"council": council, "page": paginate(request, queries.complaints_of(council, request.user))}
    return render(request, "judging/complaint_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def complaint_create(request, pk):
    """The establishment about its own result, or the secretary about what came on paper."""
    entry = get_object_or_404(queries.entries_to_complain_about(request.user), pk=pk)
    require(permissions.can_complain(request.user, entry))
    form = ComplaintForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            upload = form.cleaned_data["evidence"]
            complaint = operations.file_complaint(
                entry=entry,
                subject=form.cleaned_data["subject"],
                evidence=upload,
                evidence_name=upload.name if upload else "",
                by=request.user,
                at=request.at,
            )
            messages.success(request, f"Đã gửi khiếu nại. Hội đồng trả lời trước hết ngày {complaint.due_on:%d/%m/%Y}.")
            return redirect("judging:complaint_detail", pk=complaint.pk)
    return render(request, "judging/complaint_create.html", {"entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def complaint_detail(request, pk):
    complaint = load(Complaint, request.user, pk=pk)
    may_answer = permissions.can_answer_complaint(request.user, complaint)
    council = complaint.entry.round.council
    stages = [stage for stage in Stage if stage in BY_HAND or permissions.can_reopen(request.user, council, stage)]
    judges = queries.judges_of(council, request.user) if may_answer else []
    form = AnswerForm(request.POST or None, stages=stages, judges=judges)
    if request.method == "POST":
        require(may_answer)
        if form.is_valid():
            with shown_on(form):
                operations.answer_complaint(complaint=complaint, by=request.user, at=request.at, **form.decision())
                messages.success(request, "Đã trả lời khiếu nại. Cơ sở được báo.")
                return redirect("judging:complaint_detail", pk=complaint.pk)
    context = {"complaint": complaint, "council": council, "form": form, "may_answer": may_answer}
    return render(request, "judging/complaint_detail.html", context | {"in_council": council.holds(request.user)})


@require_safe
def complaint_evidence(request, pk):
    complaint = load(Complaint, request.user, pk=pk)
    if complaint.evidence is None:
        raise Http404
    return send(request, complaint.evidence)


@require_safe
def complaint_reply(request, pk, ending):
    complaint = load(Complaint, request.user, pk=pk)
    writers = {"pdf": responses.as_pdf, "docx": responses.as_docx}
    if ending not in writers:
        raise Http404
    if complaint.is_open:
        raise Refused("Văn bản trả lời có sau khi hội đồng trả lời khiếu nại.")
    return writers[ending](replies.reply(complaint), f"tra-loi-khieu-nai-{complaint.entry.code}")
