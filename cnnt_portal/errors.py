"""A person's mistake gets a sentence; ours raises."""

from contextlib import contextmanager

from django.shortcuts import render

from cnnt_portal.text import nfc, says_something


class Refused(Exception):
    """The portal will not do this now; `sentence` is shown to the user as it stands.

    `field` names the form field where the mistake can be mended, if there is one.
    """

    status = 409

    def __init__(self, sentence, *, field=None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotPermitted(Refused):
    """The object is in the user's sight, the act is not theirs."""

    status = 403


class NoPage(Refused):
    """An address that takes an act and shows nothing."""

    status = 405


def worded(text, sentence, *, field="reason"):
    """The words typed, composed and without the blanks around them; `Refused` with `sentence` where no letter is."""
    words = nfc(text).strip()
    if not says_something(words):
        raise Refused(sentence, field=field)
    return words


@contextmanager
def shown_on(form):
    """Put a refusal on the form, where what was typed still stands."""
    try:
        yield
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def refusal_response(request, refusal):
    template = "components/refusal.html" if request.htmx else "errors/refused.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)
