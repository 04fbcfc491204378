import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.notifications.messages import Outsider
from cnnt_portal.notifications.operations import notify
from cnnt_portal.notifications.queries import letters_since
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import fold, nfc

from . import demo, loading, permissions, queries
from .messages import Invited
from .models import Invitation, Membership, Organisation, OrganisationKind, OrganisationSuccession, Role, User

INVITATION_DAYS = 14
# Letters of invitation to one address in an hour, whoever invites: more would hold up its other mails.
LETTERS_PER_HOUR = 3

_OVERTAKEN = "Lời mời vừa được nhận hoặc vừa bị rút. Hãy tải lại trang."


@operation
def create_person(*, email, full_name, password=None, phone="", by, at, **fields):
    """A person whose address is taken as verified: for seeds, tests and the console, never for sign-up."""
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise Refused("Đã có tài khoản dùng địa chỉ thư này.", field="email")
    user = User.objects.create_user(email, password, full_name=full_name, phone=phone, joined_at=at, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@operation
def complete_sign_up(*, person, full_name, by, at):
    """What the sign-up form asks beside address and password; sending it means consent (Luật 91/2025/QH15)."""
    person.full_name = nfc(full_name)
    person.consented_at = at
    person.save(update_fields=["full_name", "consented_at"])
    return person


@operation
def create_organisation(*, kind, name, short_name="", by, at, **facts) -> Organisation:
    """`facts`: unit, code, valid_from, valid_to, superior, place, source."""
    require(permissions.can_create_organisation(by, kind))
    name, short_name = nfc(name).strip(), nfc(short_name).strip()
    return Organisation.objects.create(
        kind=kind, name=name, short_name=short_name, search_key=fold(f"{name} {short_name}"), **facts
    )


@operation
def found_body(*, name, short_name, head, by, at, **facts):
    """A body of the state, with an invitation to its head if the address is known."""
    # The lock makes a double click wait, and then find the body of the first.
    User.objects.select_for_update().get(pk=by.pk)
    if Organisation.objects.on(timezone.localdate(at)).filter(search_key=fold(f"{name} {short_name}")).exists():
        raise Refused("Đã có tổ chức mang tên này đang hoạt động.", field="name")
    organisation = create_organisation(name=name, short_name=short_name, by=by, at=at, **facts)
    if head:
        invite(organisation=organisation, email=head, role=organisation.roles[0], by=by, at=at)
    return organisation


@operation
def correct_organisation(*, organisation, name, short_name, valid_from, by, at, **facts):
    """Mend what was typed wrong; `facts`: superior, place, source. A new name given by a decision is a new body that
    carries the old one's work on."""
    require(permissions.can_change_body(by, organisation))
    if valid_from and organisation.valid_to and organisation.valid_to < valid_from:
        raise Refused("Ngày bắt đầu phải trước ngày kết thúc.", field="valid_from")
    facts |= {"name": name, "short_name": short_name, "valid_from": valid_from}
    facts["search_key"] = fold(f"{name} {short_name}")
    for field, value in facts.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(facts))
    return organisation


@operation
def close_organisation(*, organisation, last_day, ground, successor=None, move_people=False, by, at):
    """A body ends on `last_day`; from the next day `successor` carries its work on, with its people if so wished.

    Roles in it end with it and waiting invitations fall. What it signed and received goes on bearing its name.
    """
    _lock(organisation)
    require(permissions.can_close_body(by, organisation))
    if organisation.valid_from and last_day < organisation.valid_from:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="last_day")
    next_day = last_day + datetime.timedelta(days=1)
    if successor and (successor == organisation or not successor.exists_on(next_day)):
        sentence = f"Tổ chức kế thừa phải là tổ chức khác, đang hoạt động ngày {next_day:%d/%m/%Y}."
        raise Refused(sentence, field="successor")
    organisation.valid_to = last_day
    organisation.save(update_fields=["valid_to"])
    Invitation.objects.waiting().filter(organisation=organisation).update(withdrawn_at=at)
    if successor:
        OrganisationSuccession.objects.create(old=organisation, new=successor, date=next_day, ground=ground)
    rows = Membership.objects.filter(organisation=organisation).exclude(valid_to__lte=last_day)
    for membership in rows.select_related("user"):
        if successor and move_people and membership.role in successor.roles:
            _move(membership, successor, next_day)
        membership.valid_to = max(last_day, membership.valid_from)
        membership.save(update_fields=["valid_to"])
        membership.user.forget_memberships()
    return organisation


def _move(membership, successor, day):
    span = {
        "user": membership.user,
        "organisation": successor,
        "role": membership.role,
        "valid_from": max(day, membership.valid_from),
        "valid_to": membership.valid_to,
    }
    if not Membership.objects.overlapping(**span).exists():
        Membership.objects.create(title=membership.title, **span)


@operation
def found_establishment(*, name, unit=None, by, at):
    """A signed-in person registers their own establishment and is its owner from today."""
    organisation = create_organisation(kind=OrganisationKind.ESTABLISHMENT, name=name, unit=unit, by=by, at=at)
    add_member(user=by, organisation=organisation, role=Role.OWNER, by=None, at=at)
    return organisation


@operation
def add_member(*, user, organisation, role, title="", valid_from=None, valid_to=None, by, at):
    """Give a role from `valid_from` (default: the day of `at`). Overlap with the same role is refused."""
    require(permissions.can_give_role(by, organisation, role))
    valid_from = valid_from or timezone.localdate(at)
    _lock(organisation)
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
    _lock(membership.organisation)
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
    _lock(organisation)
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
    _lock(invitation.organisation)
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


def _lock(organisation):
    """Who changes the people or the life of one body waits for whoever does it now, and then reads it afresh."""
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update())


def _has_ended(organisation):
    return f"{organisation} đã kết thúc hoạt động, không nhận thêm người được."


def _require_waiting(invitation):
    if invitation.accepted_at:
        raise Refused("Lời mời này đã được nhận.")
    if invitation.withdrawn_at:
        raise Refused("Lời mời này đã bị rút.")


@operation
def update_profile(*, person, full_name, phone, by, at):
    require(permissions.can_update_profile(by, person))
    person.full_name = nfc(full_name)
    person.phone = phone.strip()
    person.save(update_fields=["full_name", "phone"])
    return person


@operation
def close_account(*, person, by, at):
    """Nobody signs in with it any more, sessions that stand open included; its roles end today."""
    require(permissions.can_close_account(by, person))
    today = timezone.localdate(at)
    for membership in Membership.objects.on(today).filter(user=person):
        membership.valid_to = max(membership.valid_from, today - datetime.timedelta(days=1))
        membership.save(update_fields=["valid_to"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.forget_memberships()
    return person


@operation
def forget_person(*, person, keep_name, by, at):
    """Close an account and delete what it alone needs. The row stays, because acts of law point at it; `keep_name`
    says whether one of those must go on naming its signer."""
    close_account(person=person, by=by, at=at)
    for rows in (EmailAddress, Authenticator, SocialAccount):
        rows.objects.filter(user=person).delete()
    Invitation.objects.waiting().filter(email=person.email).delete()
    Invitation.objects.filter(email=person.email).update(email=_forgotten_address(person))
    person.email = _forgotten_address(person)
    person.phone = ""
    if not keep_name:
        person.full_name = "Người đã xóa tài khoản"
    person.set_unusable_password()
    person.save(update_fields=["email", "phone", "full_name", "password"])
    return person


def _forgotten_address(person):
    # “.invalid” is promised to nobody (RFC 2606), and the column must stay unique.
    return f"da-xoa-{person.pk}@da-xoa.invalid"


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
                    title=person.title,
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
