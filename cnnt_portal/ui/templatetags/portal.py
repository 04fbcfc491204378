"""The portal's components; built in for every template."""

from django import template

register = template.Library()
