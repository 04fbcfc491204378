"""Mails that carry a secret and so never pass through the inbox, where they would be kept."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


def send_invitation_mail(invitation, token):
    link = settings.PORTAL_URL + reverse("accounts:invitation_show", args=[token])
    send_mail(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Lời mời làm việc tại {invitation.organisation}",
        render_to_string("emails/accounts_invitation.txt", {"invitation": invitation, "link": link}),
        None,
        [invitation.email],
    )
