"""Setting up the council and its panel, and who scores what."""

from django.contrib import messages
from django.db.models import Count, Q, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.text import lower_first
from cnnt_portal.ui.lists import paginate
from registrations.models import Round

from .. import operations, permissions, queries, submitting
from ..forms import CouncilForm, JudgeForm, MemberForm, PairForm, ReasonForm, ShareForm, SubstituteForm
from ..models import Council
from ..steps import missing_now, stages_of, stepper_of


@require_safe
def council_list(request):
    councils = scoped(Council, request.user).select_related("round").order_by("-round__year", "-pk")
    context = {"page": paginate(request, councils), "is_judge": queries.is_judge(request.user)}
    return render(request, "judging/council_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def council_create(request, round):
    round = load(Round, request.user, pk=round)
    require(permissions.can_set_up_council(request.user, round))
    name = f"Hội đồng {lower_first(round.title)}"
    form = CouncilForm(request.POST or None, initial={"name": name[:250]})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            council = operations.set_up_council(round=round, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Đã lập hội đồng. Hãy thêm thành viên và giám khảo.")
            return redirect("judging:council_members", pk=council.pk)
    return render(request, "judging/council_create.html", {"round": round, "form": form})


@require_safe
def council_room(request, pk):
    council = load(Council, request.user, pk=pk)
    prefetch_related_objects([council], "round__passes", "meetings")
    reader = queries.reader_of(request.user, council)
    last, meeting = council.last_pass, council.meeting
    stages = stages_of(council)
    context = {
        "council": council,
        "reader": reader,
        "steps": stepper_of(stages),
        "missing_now": missing_now(council, stages) if reader.is_council else [],
        "members": council.members.all(),
        **council.panel.judges.aggregate(
            judge_count=Count("pk", filter=Q(is_substitute=False)),
            substitute_count=Count("pk", filter=Q(is_substitute=True)),
        ),
        "last_pass": last,
        "meeting": meeting,
        "missing": queries.missing_before_pass(council) if reader.is_secretary and last is None else [],
        "may_change": permissions.can_change_council(request.user, council),
        "may_assign": permissions.can_assign(request.user, council),
        "may_open_pass": permissions.can_open_pass(request.user, council),
        "may_plan": permissions.can_plan_meeting(request.user, council),
        "may_publish": permissions.can_publish(request.user, council),
        "may_keep_settings": permissions.can_keep_settings(request.user, council),
        "papers": submitting.offered(council) if reader.is_council else [],
        "may_export": permissions.can_export_ledger(request.user, council),
    }
    return render(request, "judging/council_room.html", context)


@require_safe
def council_members(request, pk):
    council = load(Council, request.user, pk=pk)
    return _members_page(request, council, MemberForm(prefix="tv"), JudgeForm(prefix="gk", council=council))


def _members_page(request, council, member_form, judge_form):
    prefetch_related_objects([council], "round__passes")
    context = {
        "council": council,
        "members": council.members.all(),
        "judges": queries.judges_of(council, request.user),
        "double_seats": queries.double_seats(council),
        "may_substitute": permissions.can_substitute_in(request.user, council),
        "may_change": permissions.can_change_council(request.user, council),
        "member_form": member_form,
        "judge_form": judge_form,
    }
    return render(request, "judging/council_members.html", context)


@require_POST
def member_add(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_change_council(request.user, council))
    form = MemberForm(request.POST, prefix="tv")
    if form.is_valid():
        with shown_on(form):
            member = operations.seat_member(council=council, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"Đã thêm {member.user} – {member.get_seat_display().lower()}.")
            return redirect("judging:council_members", pk=council.pk)
    return _members_page(request, council, form, JudgeForm(prefix="gk", council=council))


@require_POST
def judge_add(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_change_council(request.user, council))
    form = JudgeForm(request.POST, prefix="gk", council=council)
    if form.is_valid():
        with shown_on(form):
            judge = operations.add_judge(council=council, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"Đã thêm giám khảo {judge.user}.")
            return redirect("judging:council_members", pk=council.pk)
    return _members_page(request, council, MemberForm(prefix="tv"), form)


@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request, pk, member):
    council = load(Council, request.user, pk=pk)
    row = get_object_or_404(council.members.select_related("council__round", "user"), pk=member)
    if request.method == "POST":
        operations.remove_member(member=row, by=request.user, at=request.at)
        messages.success(request, f"Đã bỏ {row.user} khỏi hội đồng.")
        return redirect("judging:council_members", pk=council.pk)
    return _asked(
        request,
        council,
        title=f"Bỏ {row.user} khỏi hội đồng",
        question=f"{row.user} đang là {row.get_seat_display().lower()}. Bỏ rồi thì không vào được phòng hội đồng nữa.",
        yes="Bỏ khỏi hội đồng",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def judge_remove(request, pk, judge):
    council = load(Council, request.user, pk=pk)
    row = get_object_or_404(queries.judges_of(council, request.user).select_related("panel__council__round"), pk=judge)
    if request.method == "POST":
        operations.remove_judge(judge=row, by=request.user, at=request.at)
        messages.success(request, f"Đã bỏ giám khảo {row.user}.")
        return redirect("judging:council_members", pk=council.pk)
    return _asked(
        request,
        council,
        title=f"Bỏ giám khảo {row.user}",
        question=f"{row.user} sẽ không còn trong ban giám khảo của kỳ này.",
        yes="Bỏ giám khảo",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def judge_substitute(request, pk, judge):
    council = load(Council, request.user, pk=pk)
    judges = queries.judges_of(council, request.user).select_related("panel__council__round")
    row = get_object_or_404(judges, pk=judge)
    require(permissions.can_substitute(request.user, row))
    form = SubstituteForm(request.POST or None, substitutes=judges.filter(is_substitute=True))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            taken = operations.substitute(judge=row, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"{taken} đã vào thay {row} và được báo.")
            return redirect("judging:council_members", pk=council.pk)
    context = {"council": council, "judge": row, "form": form, "owed": queries.owed_by(row).count()}
    return render(request, "judging/judge_substitute.html", context)


def _asked(request, council, **words):
    """A page of its own, so that “Bỏ” asks on a phone without JavaScript too."""
    require(permissions.can_change_council(request.user, council))
    back = {"back_label": "Thành viên hội đồng", "back_url": reverse("judging:council_members", args=[council.pk])}
    return render(request, "judging/confirm.html", words | back)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_plan(request, pk):
    """The preview of who will score what; POST does exactly that."""
    council = load(Council, request.user, pk=pk)
    may_assign = permissions.can_assign(request.user, council)
    share = ShareForm(request.POST if request.method == "POST" else request.GET or None)
    per_entry = share.cleaned_data["so"] if share.is_bound and share.is_valid() else None
    if request.method == "POST" and share.is_valid():
        operations.assign(council=council, per_entry=per_entry, by=request.user, at=request.at)
        messages.success(request, "Đã phân công. Mỗi giám khảo đã được báo.")
        return redirect("judging:assignment_plan", pk=council.pk)
    require(permissions.can_see_assignments(request.user, council))
    return _plan_page(request, council, may_assign, share, per_entry)


def _plan_page(request, council, may_assign, share, per_entry=None, pair=None):
    context = {
        "council": council,
        "plan": queries.assignment_plan(council, per_entry),
        "share": share,
        "per_entry": per_entry,
        "pair": pair or _pair_form(request, council),
        "may_assign": may_assign,
        "page": paginate(request, queries.assignments_of(council, request.user)),
    }
    return render(request, "judging/assignment_plan.html", context)


def _pair_form(request, council, data=None):
    return PairForm(data, judges=queries.judges_of(council, request.user), entries=queries.entries_to_judge(council))


@require_POST
def assignment_add(request, pk):
    council = load(Council, request.user, pk=pk)
    may_assign = permissions.can_assign(request.user, council)
    require(may_assign)
    form = _pair_form(request, council, request.POST)
    if form.is_valid():
        judge, entry = form.cleaned_data["judge"], form.cleaned_data["code"]
        with shown_on(form):
            operations.assign_one(council=council, judge=judge, entry=entry, by=request.user, at=request.at)
            messages.success(request, f"Đã phân công {judge} chấm {entry.code}.")
            return redirect("judging:assignment_plan", pk=council.pk)
    return _plan_page(request, council, may_assign, ShareForm(), pair=form)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_release(request, pk, assignment):
    council = load(Council, request.user, pk=pk)
    row = get_object_or_404(queries.assignments_of(council, request.user), pk=assignment)
    require(permissions.can_release(request.user, row))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.release(assignment=row, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"{row.judge} thôi chấm {row.entry.code}.")
            return redirect("judging:assignment_plan", pk=council.pk)
    return render(request, "judging/assignment_release.html", {"council": council, "row": row, "form": form})
