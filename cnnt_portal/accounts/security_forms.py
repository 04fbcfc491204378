"""Forms of the security keys. Apart from forms.py, which the library imports before these can be."""

from allauth.mfa.webauthn import forms as library

from cnnt_portal.text import nfc

NAME_LENGTH = 60


class NamedKey:
    """The library leaves the name unlabelled, which reads “Name”, and unlimited."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = "Tên khóa"
        name.max_length = NAME_LENGTH
        name.widget.attrs["maxlength"] = NAME_LENGTH

    def clean_name(self):
        clean = getattr(super(), "clean_name", lambda: self.cleaned_data["name"])
        return nfc(clean())[:NAME_LENGTH]


class AddKeyForm(NamedKey, library.AddWebAuthnForm):
    pass


class EditKeyForm(NamedKey, library.EditWebAuthnForm):
    pass
