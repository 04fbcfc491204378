"""What has changed between two filings of one dossier."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cnnt_portal.permissions import load
from registrations.comparing import differences
from registrations.models import Entry


@require_safe
def version_compare(request, pk):
    """A filing (`?tu=`) beside another (`?den=`), or else the last two that this office was given; the first is 1."""
    entry = load(Entry, request.user, pk=pk)
    if entry.version is None:
        raise Http404
    versions = {}
    for version in entry.versions.order_by("number"):
        version.place = len(versions) + 1
        versions[version.place] = version
    after = versions.get(_number(request.GET.get("den")), versions[len(versions)])
    before = versions.get(_number(request.GET.get("tu")), versions.get(after.place - 1)) if len(versions) > 1 else None
    context = {
        "entry": entry,
        "versions": list(versions.values()),
        "before": before,
        "after": after,
        "differences": _with_files(before, after) if before else [],
    }
    return render(request, "registrations/version_compare.html", context)


def _with_files(before, after):
    """[(difference, the paper it is about in the version before, and in the one after)]."""
    papers = [
        {(paper.kind, paper.file.sha256): paper for paper in version.papers.select_related("file")}
        for version in (before, after)
    ]
    rows = differences(before.content, after.content)
    return [(row, *(kept.get(file) for kept, file in zip(papers, row.files, strict=True))) for row in rows]


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None
