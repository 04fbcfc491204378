"""Accounts of people: made, mended, closed, forgotten."""

import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc

from .. import permissions
from ..models import Invitation, Membership, User


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
