"""Pages that need no account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import refuse, require, scoped
from cnnt_portal.ui.lists import paginate
from registrations import operations, permissions, queries
from registrations.forms import OutageForm, TrackForm
from registrations.identity import read_tracking_code
from registrations.models import Round
from registrations.standing import standing_of, steps_of, with_standing

from .throttling import asks_too_often

# Questions in a minute from one address: plenty for people, too few to guess codes.
TRACKS_PER_MINUTE = 30


@login_not_required
@require_safe
def round_list(request):
    rounds = scoped(Round, request.user).select_related("organiser", "unit", "region")
    return render(
        request,
        "registrations/round_list.html",
        {
            "page": with_standing(paginate(request, rounds), request.at),
            "can_create": request.user.is_authenticated and bool(permissions.organisers_for(request.user)),
        },
    )


@login_not_required
@require_safe
def round_detail(request, pk):
    rounds = scoped(Round, request.user).select_related("organiser", "unit", "region", "rule_set")
    round = get_object_or_404(rounds, pk=pk)
    context = {
        "round": round,
        "standing": standing_of(round, request.at),
        "steps": steps_of(round, request.at),
        "stats": queries.round_stats(round),
        "attachments": round.attachments.select_related("file"),
        "extensions": round.extensions.all(),
        "takes_dossiers": not round.is_history and permissions.takes_dossiers(round, request.at),
        "parts": () if round.is_history else round.rule_set.dossier_parts,
        "eligibility": () if round.is_history else round.rule_set.value("eligibility"),
        "may_enter": True,
    }
    if request.user.is_authenticated and not round.is_history:
        context |= _for_people(request, round)
    return render(request, "registrations/round_detail.html", context)


def _for_people(request, round):
    """What its office did, the buttons of the officers, and the way in for an establishment."""
    user = request.user
    is_of_office = user.belongs_to(round.organiser)
    return {
        "is_of_office": is_of_office,
        "is_officer": permissions.can_handle(user, round),
        "may_enter": permissions.can_enter(user),
        # Whoever drafts for an establishment reads why not yet; to the people of the state the button is nothing.
        "is_of_establishment": user.works_at(OrganisationKind.ESTABLISHMENT),
        "can_see_desk": permissions.can_see_desk(user),
        "can_clone": bool(permissions.organisers_for(user)),
        "can_attach": permissions.can_attach(user, round),
        "can_import": permissions.can_import_list(user, round, request.at),
        "can_extend": permissions.can_extend_deadline(user, round),
        "can_edit": permissions.can_edit_round(user, round),
        "can_announce": permissions.can_announce(user, round),
        "can_fix_list": permissions.can_fix_list(user, round, request.at),
        "can_reopen": permissions.can_reopen(user, round),
        "causes": queries.causes_of_return(round) if is_of_office else [],
    }


@login_not_required
@require_safe
def round_attachment(request, pk, attachment):
    round = get_object_or_404(scoped(Round, request.user), pk=pk)
    return send(request, get_object_or_404(round.attachments.select_related("file"), pk=attachment).file)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def outage_list(request):
    """The written rule of late filing and the log behind it; the portal's administrator adds what it missed."""
    user = request.user
    can_record = user.is_authenticated and permissions.can_record_outage(user)
    form = OutageForm(request.POST or None) if can_record else None
    if request.method == "POST":
        require(permissions.can_record_outage(user) if user.is_authenticated else refuse("Hãy đăng nhập."))
        if form.is_valid():
            with shown_on(form):
                operations.record_outage(**form.facts(), by=user, at=request.at)
                messages.success(request, "Đã ghi. Hạn của các kỳ liên quan đã được bù.")
                return redirect("registrations:outage_list")
    context = {"page": paginate(request, queries.outages()), "form": form}
    return render(request, "registrations/outage_list.html", context)


@login_not_required
@require_safe
def track(request):
    """The state behind a tracking code: no name, no product."""
    form = TrackForm(request.GET if "ma" in request.GET else None)
    context = {"form": form}
    if form.is_bound and form.is_valid():
        if _asks_too_often(request):
            context["too_often"] = True
            return render(request, "registrations/entry_track.html", context, status=429)
        code = read_tracking_code(form.cleaned_data["ma"])
        entry = queries.entry_tracked(code) if code else None
        standing = standing_of(entry.round, request.at) if entry else None
        context |= {"asked": True, "entry": entry, "standing": standing}
    return render(request, "registrations/entry_track.html", context)


def _asks_too_often(request):
    address = get_adapter(request).get_client_ip(request)
    return asks_too_often(f"track:{address}", most=TRACKS_PER_MINUTE, seconds=60)
