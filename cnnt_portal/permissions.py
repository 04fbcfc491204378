"""Two questions, two tools: which rows exist for you, and may you do this now."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from .errors import NotPermitted


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` is the sentence the user reads."""

    reason: str = ""

    def __bool__(self):
        return not self.reason


ALLOWED = Verdict()


def refuse(reason):
    return Verdict(reason)


def all_of(*verdicts):
    """The first refusal, else allowed."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def require(verdict):
    """Raise NotPermitted with the verdict's own sentence."""
    if not verdict:
        raise NotPermitted(verdict.reason)


def scoped(model, user):
    """The rows of `model` that exist for this user."""
    return model._default_manager.visible_to(user)


def load(model, user, **lookup):
    """One row of the user's scope; anything outside it is 404, so that its existence is not betrayed."""
    return get_object_or_404(scoped(model, user), **lookup)
