from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from cnnt_portal.errors import Refused

from .inspection import inspect
from .kinds import html_accept, words


class CheckedFileField(forms.FileField):
    """A file checked by its content, so that the sentence stands at the field; `accept` is a set of Kinds.

    The value is the upload itself: give it to `files.operations.store` with the same `accept`.
    """

    default_error_messages = {
        "required": "Hãy chọn tệp.",
        "invalid": "Không nhận được tệp nào. Hãy chọn tệp rồi gửi lại.",
        "missing": "Không nhận được tệp nào. Hãy chọn tệp rồi gửi lại.",
        "empty": "Tệp rỗng (0 byte). Hãy kiểm tra tệp trên máy rồi chọn lại.",
    }

    def __init__(self, *, accept, max_bytes=None, **options):
        self.accept = frozenset(accept)
        self.max_bytes = max_bytes
        options.setdefault("help_text", f"Nhận {words(self.accept)}, tối đa {filesizeformat(self.limit)}.")
        super().__init__(**options)

    @property
    def limit(self):
        """In bytes; a use may be stricter than the portal, never laxer."""
        return min(self.max_bytes or settings.FILES_MAX_BYTES, settings.FILES_MAX_BYTES)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {
            "accept": html_accept(self.accept),
            "data-max-bytes": str(self.limit),
        }

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is not None:
            try:
                inspect(upload, accept=self.accept, max_bytes=self.limit)
            except Refused as refusal:
                upload.is_refused = True
                raise ValidationError(refusal.sentence, code="refused") from refusal
        return upload


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class CheckedFilesField(CheckedFileField):
    """Several files at once (three photos); each refusal names its file. The value is a list, maybe empty.

    With a `purpose` the page sends them by pieces before the form (see arriving.py); `waiting`: what has come so far.
    """

    widget = SeveralFilesInput
    purpose = ""
    waiting = ()

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            return [] if not self.required else [super().clean(None, initial)]
        clean, errors = [], []
        for upload in uploads:
            try:
                clean.append(super().clean(upload, None))
            except ValidationError as error:
                errors += [f"{upload.name}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return clean
