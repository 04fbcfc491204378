"""What everybody finds without an account: the calendar, the questions, blank forms, the policy, the offices."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.documents.responses import as_docx
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, refuse, require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.seen import StaleSave
from cnnt_portal.ui.lists import paginate
from registrations import agenda, documents, eligibility, operations, permissions, queries
from registrations.forms import CalendarFilter, EligibilityForm, NoticeForm, PolicyForm, StatementForms
from registrations.models import OfficeNotice, in_sections
from registrations.standing import with_standing

FORM = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def start(request):
    today = timezone.localdate(request.at)
    form = CalendarFilter(request.GET, on=today)
    page = paginate(request, queries.rounds_ahead(request.at, **form.wanted()), 20)
    context = {
        "filter": form,
        "page": page,
        "open_rounds": [round for round in page if round.opens_at <= request.at],
        "months": agenda.by_month(page, request.at),
        "policies": queries.policies(),
        "rules": rule_set_on(today),
    }
    return render(request, "registrations/start.html", context)


@login_not_required
@require_safe
def eligible(request):
    """The questions; what is answered stands in the address, so that nothing is kept of anybody."""
    asked = "hoi" in request.GET
    form = EligibilityForm(request.GET if asked else None)
    context = {"form": form}
    if asked and form.is_valid():
        context |= {"answered": True, "obstacles": eligibility.obstacles(form.answers())}
    return render(request, "registrations/eligible.html", context)


@login_not_required
@require_safe
def blank_registration(request):
    return as_docx(documents.blank_registration(), "Phụ lục 1 - Phiếu đăng ký dự bình chọn")


@login_not_required
@require_safe
def blank_description(request):
    today = timezone.localdate(request.at)
    years = [today.year - back for back in (1, 2, 3)]
    return as_docx(
        documents.blank_description(years, rule_set_on(today)), "Phụ lục 2 - Bản thuyết minh, giới thiệu sản phẩm"
    )


@login_not_required
@require_safe
def policy(request, slug):
    """What the page says now, or said in its version `?lan=`."""
    wanted = request.GET.get("lan", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else None
    shown = queries.policy_version(slug, number)
    if shown is None:
        raise Http404
    versions = list(shown.page.versions.select_related("published_by"))
    context = {
        "shown": shown,
        "sections": shown.sections,
        "versions": versions,
        "is_old": shown.number != versions[0].number,
        "others": queries.policies(),
        "can_edit": permissions.can_edit_policies(request.user) if request.user.is_authenticated else None,
    }
    return render(request, "registrations/policy_detail.html", context)


@FORM
def policy_edit(request, slug):
    """Write the next version: first seen as readers will see it, then published."""
    require(permissions.can_edit_policies(request.user))
    shown = queries.policy_version(slug)
    if shown is None:
        raise Http404
    initial = {"title": shown.title, "summary": shown.summary, "shown": shown.number}
    rows = [{"heading": row.heading, "text": row.text, "article": row.article} for row in shown.statements.all()]
    form = PolicyForm(request.POST or None, initial=initial)
    statements = StatementForms(request.POST or None, prefix="cau", initial=rows)
    context = {"shown": shown, "form": form, "statements": statements}
    if request.method == "POST" and form.is_valid() and statements.is_valid():
        written = [row for row in statements.cleaned_data if row and not row.get("DELETE")]
        if "preview" in request.POST:
            lines = [SimpleNamespace(**row) for row in written]
            context |= {"preview": in_sections(lines), "previewed": form.cleaned_data}
        else:
            with shown_on(form):
                try:
                    operations.publish_policy(
                        page=shown.page, statements=written, **form.cleaned_data, by=request.user, at=request.at
                    )
                except StaleSave as stale:
                    form.data["shown"] = str(stale.stored.number)
                    context["stored"] = stale.stored
                    raise
                messages.success(request, "Đã công bố bản mới. Bản trước vẫn đọc được ở cuối trang.")
                return redirect("registrations:policy", slug)
    return render(request, "registrations/policy_form.html", context)


@login_not_required
@require_safe
def office_list(request):
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    page = paginate(request, queries.offices(timezone.localdate(request.at), words))
    return render(request, "registrations/office_list.html", {"page": page, "words": words})


@login_not_required
@FORM
def office_detail(request, pk):
    """An office's own page: what it tells, its rounds, where it is. Its officers write here."""
    office = queries.office_page(pk)
    if office is None:
        raise Http404
    user = request.user
    verdict = permissions.can_publish_notice(user, office) if user.is_authenticated else None
    form = NoticeForm(request.POST or None) if verdict else None
    if request.method == "POST":
        require(verdict if verdict is not None else refuse("Hãy đăng nhập."))
        if form.is_valid():
            with shown_on(form):
                operations.publish_notice(organisation=office, **form.cleaned_data, by=user, at=request.at)
                messages.success(request, "Đã đăng thông báo.")
                return redirect("registrations:office_detail", pk)
    context = {
        "office": office,
        "notices": paginate(request, queries.notices_of(office), 10),
        "rounds": with_standing(queries.announced_by(office)[:20], request.at),
        "form": form,
        "can_publish": verdict,
    }
    return render(request, "registrations/office_detail.html", context)


@require_POST
def notice_withdraw(request, pk):
    notice = load(OfficeNotice, request.user, pk=pk)
    operations.withdraw_notice(notice=notice, by=request.user, at=request.at)
    messages.success(request, f"Đã gỡ: {notice.title}.")
    return redirect("registrations:office_detail", notice.organisation_id)
