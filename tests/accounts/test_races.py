"""Many hands at once, on the database that lets them: people come and go, bodies begin and end."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Invitation, Membership, Organisation, OrganisationKind, Role, User
from cnnt_portal.errors import Refused
from cnnt_portal.privacy.models import ErasureRequest
from cnnt_portal.privacy.operations import ask_for_erasure
from tests import people
from tests.factories.accounts import make_member, make_organisation, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = timezone.now()
TODAY = timezone.localdate()
HANDS = 8


def at_once(*deeds):
    """Start all deeds in the same instant, each on its own connection; their results, a refusal as its sentence."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait()
            return deed()
        except Refused as refusal:
            return refusal.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def posting(person, url, data):
    def post():
        client = Client()
        client.force_login(person)
        return client.post(url, data).status_code

    return post


def heads_of(organisation):
    return Membership.objects.on(TODAY).filter(organisation=organisation, role=Role.HEAD).count()


def two_heads():
    first = people.so_head()
    return people.so(), first, make_member("pho@so.vn", "Trịnh Thị Bé Hai", people.so(), Role.HEAD)


def test_an_impatient_head_invites_once():
    url = reverse("accounts:organisation_members", args=[people.so().pk])
    posted = [posting(people.so_head(), url, {"email": "moi@thu.vn", "role": "officer"})] * HANDS
    assert sorted(at_once(*posted)) == [200] * (HANDS - 1) + [302]
    assert Invitation.objects.count() == 1


def test_an_impatient_person_asks_for_deletion_once():
    posted = [posting(people.owner(), reverse("privacy:ask"), {"ground": "consent", "understood": "on"})] * HANDS
    answers = at_once(*posted)
    # Who comes after the account is closed is led to the sign-in.
    assert set(answers) <= {200, 302}
    assert ErasureRequest.objects.count() == 1


def test_an_impatient_administrator_founds_one_body():
    url, sent = reverse("accounts:organisation_create"), {"kind": "ministry_unit", "name": "Vụ Mới", "head": "v@vu.vn"}
    answers = at_once(*[posting(people.administrator(), url, sent)] * HANDS)
    assert sorted(answers) == [200] * (HANDS - 1) + [302]
    assert Organisation.objects.filter(name="Vụ Mới").count() == 1


def test_two_heads_who_end_each_other_in_one_instant_leave_one():
    so, first, second = two_heads()

    def ending(membership, by):
        fresh = Membership.objects.get(pk=membership.pk)
        return lambda: operations.end_membership(membership=fresh, by=by, at=NOW)

    at_once(ending(first.memberships.get(), second), ending(second.memberships.get(), first))
    assert heads_of(so) == 1


def test_two_heads_who_withdraw_consent_in_one_instant_leave_one():
    so, *heads = two_heads()
    at_once(*[lambda head=head: ask_for_erasure(ground="consent", by=head, at=NOW) for head in heads])
    assert heads_of(so) == 1


def test_a_body_ends_once_and_has_one_successor():
    so = people.so()
    names = ["Sở Công Thương Một", "Sở Công Thương Hai"]
    for name in names:
        make_organisation(OrganisationKind.DEPARTMENT, name, so.unit)
    url = reverse("accounts:organisation_close", args=[so.pk])
    sent = {"last_day": f"{TODAY:%d/%m/%Y}", "ground": "Quyết định số 9"}
    closing = [posting(people.administrator(), url, sent | {"successor": name}) for name in names * 2]
    assert at_once(*closing).count(302) == 1
    assert so.successions.count() == 1


def test_nobody_enters_a_body_while_it_ends():
    so, person = people.so(), make_person("moi@thu.vn")
    invitation = operations.invite(organisation=so, email=person.email, role=Role.OFFICER, by=people.so_head(), at=NOW)
    administrator = people.administrator()

    def close():
        yesterday = TODAY - datetime.timedelta(days=1)
        body = Organisation.objects.get(pk=so.pk)
        operations.close_organisation(organisation=body, last_day=yesterday, ground="QĐ 9", by=administrator, at=NOW)

    def accept():
        fresh = Invitation.objects.get(pk=invitation.pk)
        operations.accept_invitation(invitation=fresh, by=User.objects.get(pk=person.pk), at=NOW)

    at_once(close, *[accept] * 3)
    assert not Membership.objects.filter(organisation=so, valid_to=None).exists()
