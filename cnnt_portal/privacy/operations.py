import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import Invitation, Organisation, User
from cnnt_portal.accounts.queries import never_confirmed
from cnnt_portal.notifications import operations as notifications
from cnnt_portal.notifications.messages import Outsider
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from . import permissions, queries
from .messages import DataErased
from .models import ErasureRequest


@operation
def export(*, person, by, at):
    """Everything kept about a person; an operation, so that the audit knows of each copy."""
    require(permissions.can_export(by, person))
    return queries.export_of(person)


@operation
def export_sheets(*, person, by, at):
    require(permissions.can_export(by, person))
    return queries.sheets_of(person)


@operation
def ask_for_erasure(*, ground, by, at):
    """Withdrawing consent closes the account at once; either way the data goes when the days of grace are over."""
    today = timezone.localdate(at)
    _lock(by)
    require(permissions.can_ask_for_erasure(by, today))
    erasure = ErasureRequest.objects.create(
        person=by,
        ground=ground,
        asked_at=at,
        due_on=today + datetime.timedelta(days=settings.PERSONAL_DATA_ERASURE_DAYS),
    )
    if ground == ErasureRequest.Ground.CONSENT:
        accounts.close_account(person=by, by=by, at=at)
    return erasure


def _lock(person):
    """A double click, and two heads of one body who leave in one instant, wait for each other here."""
    bodies = [membership.organisation_id for membership in person.current_memberships]
    list(Organisation.objects.select_for_update().filter(pk__in=bodies).order_by("pk"))
    User.objects.select_for_update().get(pk=person.pk)
    person.forget_memberships()


@operation
def take_back(*, erasure, by, at):
    require(permissions.can_take_back(by, erasure))
    move(erasure, "take_back", by=by, at=at)


@operation
def erase_due(*, by, at):
    """Carry out every request whose day has come; returns how many."""
    due = list(ErasureRequest.objects.waiting().filter(due_on__lte=timezone.localdate(at)).select_related("person"))
    for erasure in due:
        _erase(erasure, at)
    return len(due)


def _erase(erasure, at):
    person = erasure.person
    kept = queries.must_stay(person)
    keep_name = queries.must_be_named(person)
    move(erasure, "carry_out", by=None, at=at, carried_out_at=at, kept=kept)
    address = Outsider(person.email, person.full_name)
    notifications.forget(person=person, by=None, at=at)
    accounts.forget_person(person=person, keep_name=keep_name, by=None, at=at)
    notifications.notify(message=DataErased(erasure), recipients=[address], key=f"erasure:{erasure.pk}", by=None, at=at)


@operation
def keep_terms(*, by, at):
    """Forget what has lain longer than settings.PERSONAL_DATA_TERMS allow; {what: how many}."""

    def before(term):
        return at - datetime.timedelta(days=settings.PERSONAL_DATA_TERMS[term])

    unconfirmed = list(never_confirmed(before("unconfirmed_account")))
    for person in unconfirmed:
        accounts.forget_person(person=person, keep_name=False, by=None, at=at)
    old = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lt=before("invitation"))
    invitations = old.count()
    old.delete()
    Session.objects.filter(expire_date__lt=at).delete()
    return {
        "unconfirmed_account": len(unconfirmed),
        "invitation": invitations,
        **notifications.clear_old(mail_before=before("mail"), notice_before=before("notice"), by=None, at=at),
    }
