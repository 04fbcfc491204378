from allauth.account.models import EmailAddress

from cnnt_portal.text import fold

from .models import Invitation, Membership, Organisation, OrganisationKind, User


def predecessors(organisation):
    """All bodies, at any depth, whose work came to this one; one query per generation."""
    return _kin(organisation, "successions__new")


def heirs(organisation):
    """All bodies, at any depth, to which its work went; one query per generation."""
    return _kin(organisation, "predecessions__old")


def _kin(organisation, link):
    found, generation = [], [organisation.pk]
    while generation:
        rows = Organisation.objects.filter(**{f"{link}__in": generation}).distinct()
        rows = rows.exclude(pk__in=[row.pk for row in found])
        found.extend(rows)
        generation = [row.pk for row in rows]
    return found


def members_of(organisation, on):
    """Memberships in force on a day, with their people, heads first as the kind's roles are ordered."""
    rows = Membership.objects.on(on).filter(organisation=organisation).select_related("user", "organisation")
    order = {role: place for place, role in enumerate(organisation.roles)}
    return sorted(rows, key=lambda row: (order.get(row.role, 99), row.pk))


def people_at(organisation, *roles, on):
    """Active people who hold (one of) these roles on a day in the organisation, or in the one that carries its work on
    by then: to whom a notice goes."""
    body = organisation and organisation.body_on(on)
    rows = Membership.objects.on(on).filter(organisation=body, user__is_active=True).select_related("user")
    if roles:
        rows = rows.filter(role__in=roles)
    return list({row.user_id: row.user for row in rows}.values())


def waiting_invitations_for(user, at):
    """What this person has been invited to and may still accept."""
    rows = Invitation.objects.waiting().filter(email=user.email, expires_at__gt=at)
    return rows.select_related("organisation", "invited_by")


def bodies_of_kind(kind, on):
    """Today's bodies of the state of this kind, by name, for a list to choose from."""
    return Organisation.objects.on(on).filter(kind=kind).order_by("name")


def body_named(name, on):
    """The one body of the state that bears this name on a day, marks or not; None when none or several do."""
    named = Organisation.objects.on(on).exclude(kind=OrganisationKind.ESTABLISHMENT).search(name)
    wanted = fold(name)
    found = [body for body in named if wanted in (fold(body.name), fold(body.short_name))]
    return found[0] if len(found) == 1 else None


def successions_of(organisation):
    """(before, after): the successions that led to this body and those that lead on."""
    return (
        organisation.predecessions.select_related("old").order_by("date", "pk"),
        organisation.successions.select_related("new").order_by("date", "pk"),
    )


def signed_invitation(signature):
    """The invitation to which the link of a mail leads, or None."""
    return Invitation.objects.signed(signature).select_related("organisation", "invited_by").first()


def organisations_for(user, words, on):
    """The bodies of today that this user may see and that contain the words, marks or not."""
    return Organisation.objects.visible_to(user).on(on).search(words).select_related("unit")


def invitations_of(organisation):
    """Those that wait, newest first."""
    return Invitation.objects.waiting().filter(organisation=organisation).select_related("invited_by")


def never_confirmed(before):
    """People who signed up before this moment, never answered the mail that asks for it and never got in."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    unknown = User.objects.filter(joined_at__lt=before, last_login__isnull=True, is_active=True)
    return unknown.filter(emailaddress__isnull=False).exclude(pk__in=confirmed).distinct()
