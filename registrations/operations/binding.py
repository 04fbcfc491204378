from django.urls import reverse

from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import permissions
from registrations.models import BoundDossier


@operation
def ask_binding(*, entry, by, at):
    """Let the filed version be bound for printing; asked twice by one person, the same Job comes back."""
    require(permissions.can_print(by, entry))
    return jobs.request(
        kind="registrations.bind",
        key=entry.binding_key(by),
        label=f"Hồ sơ để in: {entry.product}",
        arguments={"entry": entry.pk, "version": entry.version_id},
        link=reverse("registrations:dossier_print", args=[entry.pk]),
        by=by,
        at=at,
    )


@operation
def keep_bound(*, entry, version, content, by, at):
    """Keep what the worker has bound."""
    name = f"Hồ sơ {entry.tracking_code}.pdf"
    stored = files.keep_generated(content=content, name=name, kind=Kind.PDF, by=by, at=at)
    return BoundDossier.objects.create(entry=entry, version=version, file=stored, bound_at=at)
