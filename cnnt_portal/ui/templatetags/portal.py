"""The portal's components; built in for every template."""

from django import template
from django.urls import NoReverseMatch, reverse

from cnnt_portal.ui.navigation import entries_for

register = template.Library()


@register.simple_tag
def url_if_any(name, *args):
    """The address of a page of another room, or nothing while that room does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context):
    request = context.get("request")
    if request is None:
        return {"entries": []}
    return {"entries": entries_for(getattr(request, "user", None), request.path)}
