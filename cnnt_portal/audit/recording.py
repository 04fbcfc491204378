from cnnt_portal.middleware import request_id

from .models import Event


def record(name, *, by, at, subjects):
    """Add one event; called by the @operation decorator inside the operation's transaction."""
    Event.objects.create(
        name=name,
        by=by,
        at=at,
        request_id=request_id.get(),
        subjects=[f"{subject._meta.label_lower}:{subject.pk}" for subject in subjects],
    )
