from allauth.account.adapter import DefaultAccountAdapter
from django import forms

from cnnt_portal import rehearsing

from .backends import is_closed_demo
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Where the sign-in library and the portal meet."""

    def authenticate(self, request, **credentials):
        # The library takes up again a person whom the backend refused, to say that the account is locked.
        user = super().authenticate(request, **credentials)
        return None if user and is_closed_demo(user) else user

    def pre_login(self, request, user, **kwargs):
        """Every way in passes here: password, reset, security key, VNeID."""
        if is_closed_demo(user):
            # In memory only: the library then goes its way for locked accounts.
            user.is_active = False
        return super().pre_login(request, user, **kwargs)

    def is_open_for_signup(self, request):
        """Nobody comes into a rehearsal by themselves: its people are made with it."""
        return not rehearsing.is_on()

    def clean_email(self, email):
        """The library's field takes addresses longer than a mail address may be and our column is."""
        if len(email) > User._meta.get_field("email").max_length:
            raise forms.ValidationError("Địa chỉ thư quá dài.")
        return super().clean_email(email)
