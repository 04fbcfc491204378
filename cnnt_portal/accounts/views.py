from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from cnnt_portal.ui.navigation import links_for

from . import operations, permissions, queries
from .forms import ClosingForm, InvitationForm, OrganisationFacts, OrganisationForm, ProfileForm
from .models import Invitation, Membership, Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.update_profile(person=request.user, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Đã lưu thông tin của bạn.")
            return redirect("accounts:profile")
    context = {"form": form, "invitations": queries.waiting_invitations_for(request.user, request.at)}
    return render(request, "accounts/user_profile.html", context)


@require_safe
def organisation_list(request):
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    found = queries.organisations_for(request.user, words, timezone.localdate(request.at))
    page = paginate(request, found, per_page=50)
    own = [membership.organisation_id for membership in request.user.current_memberships]
    context = {"page": page, "words": words, "own": own, "may_found": permissions.can_administer_bodies(request.user)}
    return render(request, "accounts/organisation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request):
    """A body of the state, and its head's invitation."""
    require(permissions.can_administer_bodies(request.user))
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            facts = {**form.cleaned_data}
            head = facts.pop("head")
            organisation = operations.found_body(head=head, by=request.user, at=request.at, **facts)
            messages.success(request, f"Đã lập {organisation}." + (f" Đã gửi thư mời đến {head}." if head else ""))
            return redirect("accounts:organisation_members", pk=organisation.pk)
    return render(request, "accounts/organisation_form.html", {"form": form, "title": "Lập tổ chức"})


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_correct(request, pk):
    organisation = load(Organisation, request.user, pk=pk)
    require(permissions.can_change_body(request.user, organisation))
    initial = {name: getattr(organisation, name) for name in OrganisationFacts.base_fields}
    form = OrganisationFacts(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.correct_organisation(
                organisation=organisation, by=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, "Đã sửa thông tin tổ chức.")
            return redirect("accounts:organisation_members", pk=organisation.pk)
    context = {"form": form, "organisation": organisation, "title": f"Sửa thông tin {organisation}"}
    return render(request, "accounts/organisation_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_close(request, pk):
    organisation = load(Organisation, request.user, pk=pk)
    require(permissions.can_close_body(request.user, organisation))
    form = ClosingForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.close_organisation(
                organisation=organisation, by=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, f"{organisation} kết thúc hoạt động sau ngày {organisation.valid_to:%d/%m/%Y}.")
            return redirect("accounts:organisation_members", pk=organisation.pk)
    context = {
        "form": form,
        "organisation": organisation,
        "title": f"Kết thúc hoạt động của {organisation}",
        "bodies": queries.bodies_of_kind(organisation.kind, timezone.localdate(request.at)),
    }
    return render(request, "accounts/organisation_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_members(request, pk):
    """Who works here and in which role; the form invites (POST)."""
    organisation = load(Organisation, request.user, pk=pk)
    require(permissions.can_see_members(request.user, organisation))
    may_manage = permissions.can_manage_members(request.user, organisation)
    roles = [role for role in organisation.roles if permissions.can_give_role(request.user, organisation, role)]
    form = InvitationForm(request.POST or None, roles=roles)
    if request.method == "POST":
        require(may_manage)
        if form.is_valid():
            with shown_on(form):
                operations.invite(organisation=organisation, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(request, f"Đã gửi thư mời đến {form.cleaned_data['email']}.")
                return redirect("accounts:organisation_members", pk=organisation.pk)
    context = {
        "organisation": organisation,
        "memberships": queries.members_of(organisation, timezone.localdate(request.at)),
        "invitations": queries.invitations_of(organisation) if may_manage else [],
        "may_manage": may_manage,
        "has_ended": not organisation.exists_on(timezone.localdate(request.at)),
        "may_change": permissions.can_change_body(request.user, organisation),
        "may_close": permissions.can_close_body(request.user, organisation),
        "successions": queries.successions_of(organisation),
        "form": form,
        "at": request.at,
        "above": _pages_above(organisation, request.user),
    }
    return render(request, "accounts/organisation_members.html", context)


def _pages_above(organisation, user):
    """[(text, address)] of the pages that lead its own people here; for others the page stands by itself."""
    return (
        links_for(user, settings.MEMBERS_STAND_UNDER.get(organisation.kind, []))
        if user.belongs_to(organisation)
        else []
    )


@require_POST
def membership_end(request, pk):
    membership = load(Membership, request.user, pk=pk)
    operations.end_membership(membership=membership, by=request.user, at=request.at)
    messages.success(request, f"{membership.user} đã thôi vai trò “{membership.get_role_display()}”.")
    if permissions.can_see_members(request.user, membership.organisation):
        return redirect("accounts:organisation_members", pk=membership.organisation_id)
    return redirect("accounts:profile")


@require_POST
def invitation_resend(request, pk):
    invitation = load(Invitation, request.user, pk=pk)
    operations.resend_invitation(invitation=invitation, by=request.user, at=request.at)
    messages.success(request, f"Đã gửi lại thư mời đến {invitation.email}; đường dẫn trong thư cũ không dùng được nữa.")
    return redirect("accounts:organisation_members", pk=invitation.organisation_id)


@require_POST
def invitation_withdraw(request, pk):
    invitation = load(Invitation, request.user, pk=pk)
    operations.withdraw_invitation(invitation=invitation, by=request.user, at=request.at)
    messages.success(request, f"Đã rút lời mời gửi {invitation.email}.")
    return redirect("accounts:organisation_members", pk=invitation.organisation_id)


@require_safe
def invitation_show(request, signature):
    """Where the link of the mail leads. A mail scanner follows links, so only the button below accepts."""
    invitation = queries.signed_invitation(signature)
    if invitation is None:
        raise Http404
    verdict = permissions.can_accept_invitation(request.user, invitation)
    context = {"invitation": invitation, "verdict": verdict, "is_open": invitation.is_open(request.at)}
    return render(request, "accounts/invitation_show.html", context)


@require_POST
def invitation_accept(request, pk):
    invitation = load(Invitation, request.user, pk=pk)
    membership = operations.accept_invitation(invitation=invitation, by=request.user, at=request.at)
    messages.success(request, f"Bạn là “{membership.get_role_display()}” của {membership.organisation} từ hôm nay.")
    return redirect(settings.LOGIN_REDIRECT_URL)
