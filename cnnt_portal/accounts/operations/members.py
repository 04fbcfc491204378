"""Who acts for which body, and who is invited to."""

import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.notifications.messages import Outsider
from cnnt_portal.notifications.operations import notify
from cnnt_portal.notifications.queries import letters_since
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import permissions, queries
from ..messages import Invited
from ..models import Invitation, Membership, Organisation, OrganisationKind, Role, User

INVITATION_DAYS = 14
# Letters of invitation to one address in an hour, whoever invites: more would hold up its other mails.
LETTERS_PER_HOUR = 3

_OVERTAKEN = "Lời mời vừa được nhận hoặc vừa bị rút. Hãy tải lại trang."


@operation
def add_member(*, user, organisation, role, title="", valid_from=None, valid_to=None, by, at):
    """Give a role from `valid_from` (default: the day of `at`). Overlap with the same role is refused."""
    require(permissions.can_give_role(by, organisation, role))
    valid_from = valid_from or timezone.localdate(at)
    lock(organisation)
    # The row lock makes two simultaneous additions for one person wait for each other.
    User.objects.select_for_update().get(pk=user.pk)
    if organisation.valid_to and organisation.valid_to < valid_from:
        raise Refused(_has_ended(organisation))
    if organisation.valid_to and (valid_to is None or organisation.valid_to < valid_to):
        # A role ends with its body.
        valid_to = organisation.valid_to
    span = {"user": user, "organisation": organisation, "role": role, "valid_from": valid_from, "valid_to": valid_to}
    if valid_to and valid_to < valid_from:
        raise Refused("Ngày thôi vai trò phải từ ngày bắt đầu trở đi.", field="valid_to")
    if Membership.objects.overlapping(**span).exists():
        raise Refused(f"{user} đã có vai trò “{Role(role).label}” ở {organisation} trong thời gian này.", field="role")
    membership = Membership.objects.create(title=title, **span)
    user.forget_memberships()
    return membership


@operation
def appoint_administrator(*, email, by, at):
    """The first administrator of a new portal, from the console: a page cannot know whom to trust before there is one.

    The person signed up like everybody else, so the address is confirmed and consent was given.
    """
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None or not EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists():
        raise Refused("Chưa có tài khoản đã xác nhận thư với địa chỉ này. Hãy đăng ký tài khoản trên cổng trước.")
    agency = Organisation.objects.on(timezone.localdate(at)).filter(kind=OrganisationKind.AGENCY).first()
    if agency is None:
        raise Refused("Cổng chưa có cơ quan thường trực. Hãy chạy “manage.py seed” trước.")
    membership = add_member(user=person, organisation=agency, role=Role.ADMINISTRATOR, by=by, at=at)
    # Opens the technical look at /admin, nothing else.
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    return membership


@operation
def end_membership(*, membership, last_day=None, by, at):
    """End a role on `last_day` (default: yesterday, so that it is void at once). The row stays as history."""
    require(permissions.can_end_membership(by, membership))
    # Two heads who end each other's role in one instant wait for each other here.
    lock(membership.organisation)
    membership.refresh_from_db(fields=["valid_to"])
    today = timezone.localdate(at)
    if membership.valid_to is not None and membership.valid_to < today:
        raise Refused("Vai trò này đã kết thúc rồi.")
    if membership.role in (Role.OWNER, Role.HEAD, Role.ADMINISTRATOR) and not _others_in_role(membership, today):
        raise Refused(
            f"Đây là “{membership.get_role_display().lower()}” duy nhất của {membership.organisation}. "
            "Hãy trao vai trò này cho người khác trước."
        )
    last_day = last_day or today - datetime.timedelta(days=1)
    if last_day < membership.valid_from:
        # Given today and taken back today: the shortest span that a membership can have.
        last_day = membership.valid_from
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])
    membership.user.forget_memberships()
    return membership


def _others_in_role(membership, today):
    same = queries.people_at(membership.organisation, membership.role, on=today)
    return any(person.pk != membership.user_id for person in same)


@operation
def invite(*, organisation, email, role, title="", by, at):
    """Invite by mail. Raises Refused for a waiting invitation or a present member."""
    require(permissions.can_give_role(by, organisation, role))
    email = email.strip().lower()
    today = timezone.localdate(at)
    lock(organisation)
    if organisation.valid_to and organisation.valid_to < today:
        raise Refused(_has_ended(organisation))
    if Membership.objects.on(today).filter(organisation=organisation, user__email=email, role=role).exists():
        raise Refused("Người này đang giữ đúng vai trò ấy trong tổ chức.", field="email")
    if Invitation.objects.waiting().filter(organisation=organisation, email=email, role=role).exists():
        raise Refused("Đã có lời mời đang chờ cho địa chỉ này; hãy gửi lại hoặc rút lời mời ấy.", field="email")
    # Anybody may register an establishment: its invitations must not become letters to the whole world.
    of_late = Invitation.objects.filter(organisation=organisation, invited_at__gt=at - datetime.timedelta(days=1))
    if of_late.count() >= settings.INVITATIONS_PER_DAY:
        raise Refused(
            f"{organisation} đã gửi {settings.INVITATIONS_PER_DAY} lời mời trong 24 giờ qua. Hãy mời tiếp vào ngày mai."
        )
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        title=title,
        invited_by=by,
        invited_at=at,
        expires_at=at + datetime.timedelta(days=INVITATION_DAYS),
    )
    _send(invitation, at)
    return invitation


@operation
def resend_invitation(*, invitation, by, at):
    """A new term and a new mail; the link stays the same, and only the invited address can accept by it."""
    require(permissions.can_manage_members(by, invitation.organisation))
    _require_waiting(invitation)
    invitation.expires_at = at + datetime.timedelta(days=INVITATION_DAYS)
    invitation.save(update_fields=["expires_at"])
    _send(invitation, at)
    return invitation


def _send(invitation, at):
    message = Invited(invitation)
    if letters_since(at - datetime.timedelta(hours=1), to=invitation.email, kind=message.kind) >= LETTERS_PER_HOUR:
        raise Refused("Trong một giờ qua đã có nhiều thư mời gửi đến địa chỉ này. Hãy đợi rồi gửi tiếp.", field="email")
    notify(
        message=message,
        recipients=[Outsider(invitation.email)],
        key=f"invitation:{invitation.pk}:{at.isoformat()}",
        by=None,
        at=at,
    )


@operation
def withdraw_invitation(*, invitation, by, at):
    require(permissions.can_manage_members(by, invitation.organisation))
    _require_waiting(invitation)
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=at):
        raise Refused(_OVERTAKEN)
    invitation.withdrawn_at = at
    return invitation


@operation
def accept_invitation(*, invitation, by, at):
    """The person with the invited address takes the role from today."""
    require(permissions.can_accept_invitation(by, invitation))
    lock(invitation.organisation)
    _require_waiting(invitation)
    if not invitation.is_open(at):
        raise Refused("Lời mời đã hết hạn. Hãy đề nghị tổ chức gửi lại.")
    taken = Invitation.objects.waiting().filter(pk=invitation.pk).update(accepted_by=by, accepted_at=at)
    if not taken:
        raise Refused(_OVERTAKEN)
    invitation.accepted_by, invitation.accepted_at = by, at
    return add_member(
        user=by, organisation=invitation.organisation, role=invitation.role, title=invitation.title, by=None, at=at
    )


def lock(organisation):
    """Who changes the people or the life of one body waits for whoever does it now, and then reads it afresh."""
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update())


def _has_ended(organisation):
    return f"{organisation} đã kết thúc hoạt động, không nhận thêm người được."


def _require_waiting(invitation):
    if invitation.accepted_at:
        raise Refused("Lời mời này đã được nhận.")
    if invitation.withdrawn_at:
        raise Refused("Lời mời này đã bị rút.")
