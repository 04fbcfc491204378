"""The portal's addresses and one more: a bare Django view as large as any page that is measured against it."""

from functools import cache

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from cnnt_portal.urls import urlpatterns as portal
from registrations.models import Entry

_PAGE = """{% extends "base.html" %}
{% block content %}<table>{% for entry in entries %}<tr>
<td>{{ entry.product.name }}</td><td>{{ entry.product.establishment.name }}</td><td>{{ entry.round.title }}</td>
<td>{{ entry.submitted_at }}</td><td>{{ entry.get_state_display }}</td></tr>{% endfor %}</table><p>{{ rest }}</p>
{% endblock %}"""


@cache
def _template():
    return engines["django"].from_string(_PAGE)


def bare(request):
    """25 rows with three joins in the portal's own frame, and `?rest=` letters more."""
    entries = Entry.objects.select_related("round", "product__establishment").order_by("pk")[:25]
    rest = "x" * int(request.GET["rest"])
    return HttpResponse(_template().render({"entries": entries, "rest": rest}, request))


urlpatterns = [*portal, path("bare-page/", bare)]
