"""Several people in one establishment: who asks to be let in, and to whom the owner hands over."""

from django.utils import timezone

from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import Membership, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import permissions
from registrations.identity import read_tax_code
from registrations.messages import HandedOver, JoinAnswered, JoinAsked
from registrations.models import Establishment, JoinRequest, LegalForm


@operation
def ask_to_join(*, tax_code, by, at):
    """Somebody whose establishment is here already asks its owner to be let in. Asked twice is once.

    Nothing of the establishment is told to who asks but that it exists.
    """
    require(permissions.can_register_establishment(by))
    tax_code = read_tax_code(tax_code, legal_form=LegalForm.HOUSEHOLD)
    establishment = Establishment.objects.select_for_update().with_tax_code(tax_code).first()
    if establishment is None or establishment.organisation_id is None:
        raise Refused("Chưa có ai khai cơ sở dùng mã số thuế này: bạn có thể khai báo.")
    standing = JoinRequest.objects.waiting().filter(establishment=establishment, asked_by=by).first()
    if standing is not None:
        return standing
    request = JoinRequest.objects.create(establishment=establishment, asked_by=by, asked_at=at)
    owners = people_at(establishment.organisation, Role.OWNER, on=timezone.localdate(at))
    notify(message=JoinAsked(request), recipients=owners, key=f"join:{request.pk}", by=by, at=at)
    return request


@operation
def answer_join_request(*, request, is_granted, role, by, at):
    """The owner lets somebody in with a role, or does not; the person is told either way."""
    require(permissions.can_manage_people(by, request.establishment))
    answer = {"is_granted": is_granted, "answered_at": at, "answered_by": by}
    if not JoinRequest.objects.waiting().filter(pk=request.pk).update(**answer):
        raise Refused("Lời xin này đã được trả lời.")
    request.is_granted, request.answered_at, request.answered_by = is_granted, at, by
    if is_granted:
        require(permissions.can_register_establishment(request.asked_by))
        accounts.add_member(
            user=request.asked_by, organisation=request.establishment.organisation, role=role, by=by, at=at
        )
    notify(message=JoinAnswered(request), recipients=[request.asked_by], key=f"join:{request.pk}", by=by, at=at)
    return request


@operation
def hand_over_establishment(*, establishment, successor, by, at):
    """The owner gives the establishment to one of its people: that person owns it from today, the giver drafts.

    `successor` is a User who drafts there today. What was filed stays filed; who signed it stays written.
    """
    require(permissions.can_manage_people(by, establishment))
    organisation, today = establishment.organisation, timezone.localdate(at)
    if successor == by or successor not in people_at(organisation, Role.DRAFTER, on=today):
        raise Refused("Hãy chọn một người đang soạn hồ sơ của cơ sở.", field="successor")
    owner = accounts.add_member(user=successor, organisation=organisation, role=Role.OWNER, by=by, at=at)
    if not Membership.objects.on(today).filter(user=by, organisation=organisation, role=Role.DRAFTER).exists():
        accounts.add_member(user=by, organisation=organisation, role=Role.DRAFTER, by=by, at=at)
    own = Membership.objects.on(today).filter(user=by, organisation=organisation, role=Role.OWNER)
    accounts.end_membership(membership=own.select_related("user", "organisation").get(), by=by, at=at)
    message = HandedOver(establishment, giver=by.full_name)
    notify(message=message, recipients=[successor], key=f"owner:{owner.pk}", by=by, at=at)
    return establishment
