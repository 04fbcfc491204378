"""Who carries which task, under the names of then and of today."""

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.shortcuts import get_object_or_404

from cnnt_portal.accounts.models import Organisation, OrganisationKind, OrganisationSuccession, Role
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.geography.queries import same_territory

from ..models import Activity, UnitTask
from ..workflow import ActivityState


def units_of(user):
    """Organisations for which the user records activities."""
    return [
        m.organisation
        for m in user.current_memberships
        if m.organisation.kind != OrganisationKind.ESTABLISHMENT and m.role in (Role.OFFICER, Role.HEAD)
    ]


def bodies_of(user):
    """Keys of the bodies for which the user records: `units_of`, and those whose work came to them."""
    return user.bodies(Role.OFFICER, Role.HEAD)


def keeps_the_plan(user):
    """Is the user one of the people of the Cục who do its work? The portal's administrator is not."""
    return any(
        m.organisation.kind == OrganisationKind.AGENCY and m.role in (Role.OFFICER, Role.HEAD)
        for m in user.current_memberships
    )


def offices_of(user):
    """The user's organisations that may carry tasks, whatever the user does there."""
    return [m.organisation for m in user.current_memberships if m.organisation.kind != OrganisationKind.ESTABLISHMENT]


def unit_of(user, pk):
    """One of the user's own offices, else 404."""
    return get_object_or_404(organisations_among(offices_of(user)), pk=pk)


def territory_of(organisation):
    """Primary keys of the provinces, of then and of today, to which a Sở's work is bound; None for other bodies."""
    if organisation.kind != OrganisationKind.DEPARTMENT or organisation.unit is None:
        return None
    return same_territory(organisation.unit)


def ancestry(organisation):
    """The organisation and every body whose work it carries on."""
    return [organisation, *predecessors(organisation)]


def carried_by(body, on):
    """Keys of the body and of those whose work it carries on the day (on its own last day, once it has ended): whose
    figures stand under its name."""
    before = predecessors(body)
    day = min(on, body.valid_to or on)
    return [body.pk, *(pk for pk, carrier in bodies_on(before, day).items() if carrier.pk == body.pk)]


def organisations_among(organisations):
    return Organisation.objects.filter(pk__in=[organisation.pk for organisation in organisations]).order_by("name")


def tasks_among(organisations):
    """Tasks of any of these organisations, for a form's choices: what they lead first, then what they join
    (`is_joined`)."""
    led, given = set(), set()
    for organisation in organisations:
        bodies = ancestry(organisation)
        for task in _given_to(organisation, bodies):
            given.add(task.pk)
            if task.lead in bodies or task.lead_kind == organisation.kind:
                led.add(task.pk)
    return (
        UnitTask.objects.filter(pk__in=given)
        .select_related("content", "plan")
        .annotate(is_joined=Case(When(pk__in=led, then=Value(False)), default=Value(True)))
        .order_by("is_joined", "content__order", "pk")
    )


def tasks_of(organisation):
    """Tasks that the organisation leads or joins, its own or inherited from bodies whose work it carries on.

    A task that is given to every body of a kind is a task of each of them.
    """
    return _given_to(organisation, ancestry(organisation))


def _given_to(organisation, bodies):
    tasks = UnitTask.objects.select_related("plan", "content", "lead").prefetch_related("participants")
    mine = Q(lead__in=bodies) | Q(participants__in=bodies) | Q(lead_kind=organisation.kind)
    return tasks.filter(mine).distinct()


def tasks_running(organisation, on):
    """Its tasks of that day in the plans of that year."""
    return tasks_of(organisation).filter(_plan_of_year(on.year)).on(on)


def units_with_tasks(on):
    """The bodies in being on the day that carry a task of a plan of that year, by name."""
    return carriers_of(UnitTask.objects.filter(_plan_of_year(on.year)).on(on), on).order_by("name", "pk")


def _plan_of_year(year):
    return (Q(plan__last_year=None) | Q(plan__last_year__gte=year)) & Q(plan__first_year__lte=year)


def carriers_of(tasks, on):
    """The bodies in being on the day that lead or join one of these tasks, themselves or for a body that has ended."""
    named, kinds = {}, set()
    for task in tasks.select_related("lead").prefetch_related("participants"):
        kinds.add(task.lead_kind)
        named |= {body.pk: body for body in [task.lead, *task.participants.all()] if body}
    carrying = {body.pk for body in bodies_on(named.values(), on).values()}
    return Organisation.objects.on(on).filter(Q(pk__in=carrying) | Q(kind__in=kinds - {""}))


def bodies_on(organisations, on):
    """{pk: the organisation that carries this one's work on the day}, in at most one query for the whole list: every
    sum by unit goes through here, so that a body that was merged stands in all of them under one name."""
    organisations = list(organisations)
    if not any(body.valid_to and body.valid_to < on for body in organisations):
        return {body.pk: body for body in organisations}
    links = {row.old_id: row.new for row in OrganisationSuccession.objects.filter(date__lte=on).select_related("new")}
    carried = {}
    for organisation in organisations:
        body = organisation
        while body.valid_to and body.valid_to < on and body.pk in links:
            body = links[body.pk]
        carried[organisation.pk] = body
    return carried


def bodies_ended(on):
    """{name of a body that has ended: name of the one that carries its work on the day}."""
    ended = list(Organisation.objects.filter(valid_to__lt=on).exclude(kind=OrganisationKind.ESTABLISHMENT))
    bodies = bodies_on(ended, on)
    return {body.name: bodies[body.pk].name for body in ended if bodies[body.pk] != body}


def task_list(user, on):
    """The tasks of the user's offices with `done_count` and `planned_count`: what those offices did under them this
    year; `was_done`: did they ever?"""
    offices = offices_of(user)
    bodies = {body.pk for office in offices for body in ancestry(office)}
    this_year = Q(activities__unit__in=bodies, activities__ends_on__year=on.year)
    return (
        tasks_among(offices)
        .on(on)
        .select_related("content", "plan", "lead")
        .annotate(
            was_done=Exists(
                Activity.objects.filter(task=OuterRef("pk"), unit__in=bodies, state=ActivityState.DONE).order_by()
            ),
            done_count=Count("activities", filter=this_year & Q(activities__state=ActivityState.DONE), distinct=True),
            planned_count=Count(
                "activities", filter=this_year & Q(activities__state=ActivityState.PLANNED), distinct=True
            ),
        )
    )
