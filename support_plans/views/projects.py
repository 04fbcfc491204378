from operator import attrgetter
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.accounts.signing import signing
from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import TimelineStep
from cnnt_portal.ui.lists import paginate

from .. import operations, permissions, queries
from ..forms import (
    AcceptanceForm,
    ApprovalForm,
    BeneficiaryForm,
    EvidenceForm,
    PaymentForm,
    PlaceListEndForm,
    PlaceListForm,
    ProjectFilter,
    ProjectForm,
    RepaymentForm,
    SettlementForm,
    WhyForm,
)
from ..models import PlaceList


class Act(NamedTuple):
    """One step of a project as a page: who may, what is asked, what is done. What moves no state is open when the
    project says so by `is_open`."""

    title: str
    may: object
    form: type
    do: object
    step: str = ""
    is_open: object = None

    def open_to(self, user, project):
        is_open = self.step in project.open_steps if self.step else self.is_open(project)
        return is_open and self.may(user, project)


ACTS = {
    "tra-lai": Act("Trả lại để bổ sung", permissions.can_decide_project, WhyForm, operations.return_project, "return"),
    "phe-duyet": Act(
        "Ghi quyết định phê duyệt", permissions.can_decide_project, ApprovalForm, operations.approve_project, "approve"
    ),
    "khong-duyet": Act("Không phê duyệt", permissions.can_decide_project, WhyForm, operations.refuse_project, "refuse"),
    "cap-tien": Act(
        "Ghi một đợt cấp tiền",
        permissions.can_record_payment,
        PaymentForm,
        operations.record_payment,
        is_open=attrgetter("takes_payments"),
    ),
    "tra-tien": Act(
        "Ghi tiền cơ sở trả lại",
        permissions.can_record_payment,
        RepaymentForm,
        operations.record_repayment,
        is_open=attrgetter("takes_repayments"),
    ),
    "nghiem-thu": Act(
        "Ghi nghiệm thu", permissions.can_write_project, AcceptanceForm, operations.accept_project, "accept"
    ),
    "quyet-toan": Act(
        "Ghi quyết toán", permissions.can_decide_project, SettlementForm, operations.settle_project, "settle"
    ),
    "dung": Act("Dừng thực hiện", permissions.can_decide_project, WhyForm, operations.stop_project, "stop"),
    "rut": Act("Rút đề nghị", permissions.can_write_project, WhyForm, operations.withdraw_project, "withdraw"),
}


def project_list(request):
    form = ProjectFilter(request.GET, user=request.user)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.projects_of(
        request.user, fund=chosen.get("nguon", ""), state=chosen.get("trang_thai", ""), year=chosen.get("nam")
    )
    return render(
        request,
        "support_plans/project_list.html",
        {
            "page": paginate(request, rows),
            "form": form,
            "sums": queries.sums_of_projects(rows),
            "may_propose": permissions.can_propose_projects(request.user),
        },
    )


def project_create(request):
    """Choose the establishment first; then the proposal can offer its products."""
    require(permissions.can_propose_projects(request.user))
    chosen = BeneficiaryForm(request.GET if "co_so" in request.GET else None, user=request.user)
    if not chosen.is_valid():
        return render(request, "support_plans/project_beneficiary.html", {"form": chosen})
    establishment = chosen.cleaned_data["co_so"]
    form = ProjectForm(request.POST or None, establishment=establishment)
    if form.is_valid():
        with shown_on(form):
            project = operations.propose_project(
                establishment=establishment, **form.facts(), by=request.user, at=request.at
            )
            messages.success(request, "Đã lưu đề án. Người đứng đầu Sở ký và gửi ở trang này.")
            return redirect("support_plans:project_detail", pk=project.pk)
    return render(request, "support_plans/project_form.html", {"form": form, "establishment": establishment})


def project_change(request, pk):
    project = queries.project_with_facts(request.user, pk)
    require(permissions.can_change_project(request.user, project))
    form = ProjectForm(
        request.POST or None, establishment=project.establishment, initial=ProjectForm.initial_of(project)
    )
    if form.is_valid():
        with shown_on(form):
            operations.change_project(project=project, **form.facts(), by=request.user, at=request.at)
            messages.success(request, "Đã lưu đề án.")
            return redirect("support_plans:project_detail", pk=project.pk)
    context = {"form": form, "establishment": project.establishment, "project": project}
    return render(request, "support_plans/project_form.html", context)


def project_detail(request, pk):
    return _project_page(request, queries.project_with_facts(request.user, pk), EvidenceForm())


def _project_page(request, project, paper_form):
    user = request.user
    open_acts = [(slug, act) for slug, act in ACTS.items() if act.open_to(user, project)]
    return render(
        request,
        "support_plans/project_detail.html",
        {
            "project": project,
            "acts": open_acts,
            "grounds": queries.priority_of(project, timezone.localdate(request.at)),
            "today": timezone.localdate(request.at),
            "may_sign": "submit" in project.open_steps,
            "sign_verdict": permissions.can_sign_project(user, project),
            "may_change": permissions.can_change_project(user, project),
            "may_attach": permissions.can_attach_to_project(user, project),
            "papers": project.papers.order_by("pk"),
            "paper_form": paper_form,
            "history": [
                TimelineStep("Lập đề án", project.drafted_at, project.drafted_by),
                *project.history.select_related("by"),
            ],
        },
    )


@require_POST
def project_submit(request, pk):
    project = queries.project_with_facts(request.user, pk)
    require(permissions.can_sign_project(request.user, project))
    return _sign(request, project)


@signing("support_plans:project_detail")
def _sign(request, project):
    """Signing asks for the password (or the second factor) once more."""
    operations.submit_project(project=project, by=request.user, at=request.at)
    messages.success(request, "Đã ký và gửi đề án.")
    return redirect("support_plans:project_detail", pk=project.pk)


def project_step(request, pk, act):
    """One step that asks for something first."""
    if act not in ACTS:
        raise Http404
    project, chosen = queries.project_with_facts(request.user, pk), ACTS[act]
    require(chosen.may(request.user, project))
    form = chosen.form(request.POST or None, project=project)
    if form.is_valid():
        with shown_on(form):
            chosen.do(project=project, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"{chosen.title}: đã ghi.")
            return redirect("support_plans:project_detail", pk=project.pk)
    context = {"form": form, "project": project, "title": chosen.title}
    if chosen.step == "accept":
        context["on"] = getattr(form, "cleaned_data", {}).get("accepted_on") or timezone.localdate(request.at)
        context["products"] = queries.products_of_activity(project, context["on"])
    return render(request, "support_plans/project_step.html", context)


@require_POST
def project_attach(request, pk):
    project = queries.project_with_facts(request.user, pk)
    require(permissions.can_attach_to_project(request.user, project))
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.attach_project_papers(project=project, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giữ tài liệu.")
            return redirect("support_plans:project_detail", pk=project.pk)
    return _project_page(request, project, form)


@require_safe
def project_paper(request, pk, file_pk):
    return send(request, queries.paper_of_project(request.user, pk, file_pk))


# Lists of places


def place_list(request):
    return render(
        request,
        "support_plans/place_list.html",
        {
            "page": paginate(request, queries.place_lists(request.user)),
            "today": timezone.localdate(request.at),
            "may_keep": permissions.can_keep_places(request.user),
        },
    )


def place_create(request):
    require(permissions.can_keep_places(request.user))
    form = PlaceListForm(request.POST or None)
    if form.is_valid():
        with shown_on(form):
            made = operations.enter_place_list(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"Đã nhập danh mục gồm {made.units.count()} địa bàn.")
            return redirect("support_plans:place_detail", pk=made.pk)
    return render(request, "support_plans/place_create.html", {"form": form})


def place_detail(request, pk):
    listed = load(PlaceList, request.user, pk=pk)
    verdict = permissions.can_keep_places(request.user)
    form = PlaceListEndForm(request.POST or None, initial={"valid_to": listed.valid_to})
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.end_place_list(place_list=listed, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã ghi ngày hết hiệu lực.")
                return redirect("support_plans:place_detail", pk=listed.pk)
    return render(
        request,
        "support_plans/place_detail.html",
        {"listed": listed, "page": paginate(request, queries.units_listed(listed)), "form": form, "may_keep": verdict},
    )
