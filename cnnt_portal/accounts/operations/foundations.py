"""What a new portal begins with, and the people of the demonstration."""

from django.contrib.auth.hashers import make_password

from cnnt_portal.operations import operation

from .. import demo, loading
from ..models import Organisation, OrganisationKind, Role, User
from .bodies import create_organisation
from .members import add_member
from .people import create_person


@operation
def load_organisations(*, by, at):
    """The bodies of the state, of then and now, with successions; {code: Organisation}. Needs the units loaded."""
    return loading.load_all()


@operation
def create_demo_people(*, organisations, by, at):
    """One account per role, with the public password; {name: User}. Refused outside the embedded mode.

    `organisations` is what load_organisations gave. Existing accounts stay, so that it can run again.
    """
    demo.require_demo()
    organisations = {**organisations, demo.ESTABLISHMENT_CODE: _demo_establishment(organisations, by, at)}
    # One hash for all: the password is public, and fourteen slow hashes are a long wait.
    password = make_password(demo.PASSWORD)
    people = {}
    for person in demo.PEOPLE:
        user = User.objects.filter(email=person.email).first()
        if user is None:
            administers = person.role == Role.ADMINISTRATOR
            user = create_person(
                email=person.email,
                full_name=person.full_name,
                consented_at=at,
                is_staff=administers,
                is_superuser=administers,
                by=by,
                at=at,
            )
            User.objects.filter(pk=user.pk).update(password=password)
            user.password = password
            if person.organisation:
                add_member(
                    user=user,
                    organisation=organisations[person.organisation],
                    role=person.role,
                    title=person.office or person.title,
                    valid_from=demo.SINCE,
                    by=by,
                    at=at,
                )
        people[person.name] = user
    return people


def _demo_establishment(organisations, by, at):
    found = Organisation.objects.filter(code=demo.ESTABLISHMENT_CODE).first()
    return found or create_organisation(
        kind=OrganisationKind.ESTABLISHMENT,
        name=demo.ESTABLISHMENT_NAME,
        code=demo.ESTABLISHMENT_CODE,
        unit=organisations["ubnd-xa-cai-nhum"].unit,
        by=by,
        at=at,
    )
