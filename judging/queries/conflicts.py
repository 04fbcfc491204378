"""Conflicts of interest that a judge has not declared but the portal can see. It suggests, the secretary decides."""

import re
from typing import NamedTuple

from cnnt_portal.accounts.models import Membership
from cnnt_portal.text import fold
from registrations.models import Establishment, TaxCodeChange

from ..models import Assignment, ConflictDeclaration, ConflictReview
from .assigning import conflicted

Kind = ConflictDeclaration.Kind
# The first ten digits of a tax code name the enterprise; what follows names its branch. A personal number is one whole.
ENTERPRISE, PERSONAL_NUMBER = 10, 12


class Suggestion(NamedTuple):
    assignment: Assignment
    kind: str
    grounds: list

    @property
    def words(self):
        return "; ".join(self.grounds) + "."


def suggestions(council):
    """One for each judge × entry in force where something agrees, in the order of the codes; what was declared as a
    conflict or decided by the secretary is not asked again."""
    rows = Assignment.objects.in_force().filter(judge__panel__council=council).exclude(conflicted())
    rows = rows.select_related("judge__user", "judge__panel__council", "entry__product__establishment__organisation")
    decided = set(ConflictReview.objects.filter(judge__panel__council=council).values_list("judge", "entry"))
    users = set(council.panel.judges.values_list("user", flat=True))
    employers, houses, earlier = _employers(users), _houses(users), _earlier(users, council)
    rows, found = list(rows.order_by("entry__code", "judge")), []
    enterprises = _enterprises(rows, houses)
    for row in rows:
        if (row.judge_id, row.entry_id) in decided:
            continue
        person, house = row.judge.user, row.entry.product.establishment
        grounds = [
            *_same_employer(person, house, employers),
            *_same_person(person, house),
            *_same_house(house, houses.get(person.pk, []), enterprises),
            *((Kind.ADVICE, text) for text in earlier.get((person.pk, house.pk), [])),
        ]
        if grounds:
            found.append(Suggestion(row, grounds[0][0], list(dict.fromkeys(text for _, text in grounds))))
    return found


def suggestion_for(assignment):
    council = assignment.judge.panel.council
    return next((one for one in suggestions(council) if one.assignment.pk == assignment.pk), None)


def _employers(users):
    """{user id: {organisation id: Membership}}, past and present."""
    found = {}
    for row in Membership.objects.filter(user__in=users).select_related("organisation"):
        found.setdefault(row.user_id, {})[row.organisation_id] = row
    return found


def _houses(users):
    """{user id: [establishments that the person works or worked for]}."""
    found = {}
    rows = Establishment.objects.filter(organisation__memberships__user__in=users).distinct()
    for house in rows.prefetch_related("organisation__memberships"):
        for membership in house.organisation.memberships.all():
            found.setdefault(membership.user_id, []).append(house)
    return found


def _enterprises(rows, houses):
    """{establishment id: the enterprises that its codes name, those of today and those that it left}: asked of those
    that are compared, and of none where no judge has a house."""
    known = {house.pk: house for own in houses.values() for house in own}
    if not known:
        return {}
    known |= {row.entry.product.establishment_id: row.entry.product.establishment for row in rows}
    found = {key: {_enterprise(house.tax_code)} for key, house in known.items() if house.tax_code}
    for change in TaxCodeChange.objects.filter(establishment__in=known):
        if not change.is_correction:
            found.setdefault(change.establishment_id, set()).add(_enterprise(change.old))
    return found


def _enterprise(code):
    return code if len(code) == PERSONAL_NUMBER else code[:ENTERPRISE]


def _earlier(users, council):
    """{(user id, establishment id): [what they declared about this establishment in another round]}."""
    rows = ConflictDeclaration.objects.filter(judge__user__in=users).exclude(kind=Kind.NONE)
    rows = rows.exclude(judge__panel__council=council).select_related("judge", "entry__product", "entry__round")
    found = {}
    for row in rows:
        text = f"kỳ {row.entry.round.year} đã khai với cơ sở này: {row.get_kind_display().lower()}"
        found.setdefault((row.judge.user_id, row.entry.product.establishment_id), []).append(text)
    return found


def _same_employer(person, house, employers):
    membership = employers.get(person.pk, {}).get(house.organisation_id)
    if membership:
        until = f" đến {membership.valid_to:%d/%m/%Y}" if membership.valid_to else ""
        yield Kind.EMPLOYMENT, f"là người của cơ sở từ {membership.valid_from:%d/%m/%Y}{until}"


def _digits(text):
    return re.sub(r"\D", "", text or "")


def _same_person(person, house):
    if _digits(person.phone) and _digits(person.phone) == _digits(house.phone):
        yield Kind.OTHER, f"số điện thoại {house.phone} cũng là của cơ sở"
    if house.email and person.email.lower() == house.email.lower():
        yield Kind.OTHER, "địa chỉ thư cũng là của cơ sở"
    if house.representative and fold(person.full_name) == fold(house.representative):
        yield Kind.OTHER, "trùng họ tên người đại diện của cơ sở"


def _same_house(house, own, enterprises):
    """An establishment of the judge beside the one that is judged: one enterprise, or one door."""
    for mine in own:
        if mine.pk == house.pk:
            continue
        if enterprises.get(mine.pk, set()) & enterprises.get(house.pk, set()):
            yield Kind.OWNERSHIP, f"{mine} của giám khảo cùng mã số thuế với cơ sở"
        same_place = mine.commune_id == house.commune_id and fold(mine.address) == fold(house.address)
        if mine.address and same_place:
            yield Kind.OTHER, f"{mine} của giám khảo cùng địa chỉ với cơ sở"
