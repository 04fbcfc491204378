from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load
from cnnt_portal.ui.lists import paginate

from .. import queries
from ..models import PeriodicList


def periodic_lists(request):
    """The lists of products in force as they were sent to the units."""
    return render(
        request,
        "certificates/periodic_lists.html",
        {
            "page": paginate(request, queries.periodic_lists(request.user)),
            "first_list": queries.words_of_first_list(timezone.localdate(request.at)),
        },
    )


def periodic_list_file(request, pk, form):
    sent = load(PeriodicList, request.user, pk=pk)
    stored = {"xlsx": sent.sheet, "docx": sent.letter}.get(form)
    if stored is None:
        raise Http404
    return send(request, stored, as_attachment=True)
