"""Draws the data of documents.content in templates/documents/."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from cnnt_portal.documents import content, values

register = template.Library()


@register.filter
def words(text):
    """A Text, cleaned and escaped, with <b> and <i> where it says so."""
    pieces = (text,) if isinstance(text, str) else text
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece):
    if isinstance(piece, str):
        return values.clean(piece)
    return format_html("<b>{}</b>" if isinstance(piece, content.Bold) else "<i>{}</i>", values.clean(piece.text))


@register.filter
def lines(text):
    """Words whose line breaks are kept."""
    return mark_safe("<br>".join(words(line) for line in values.clean(text).split("\n")))  # noqa: S308 - each is escaped


@register.filter
def block_template(block):
    return f"documents/blocks/{type(block).__name__.lower()}.html"


@register.filter
def cells(row, columns):
    """(column, written value) for each cell of a row."""
    return [
        (column, values.shown(value, column.kind, column.places)) for column, value in zip(columns, row, strict=True)
    ]


@register.filter
def shares(columns):
    """The columns with their share of the width in per cent, as a class of document.css (w1 … w100)."""
    return [max(1, round(share * 100)) for share in content.shares(columns)]


@register.filter
def closed(items, last="."):
    """Lines of a list with their final marks: “;” and at the end “.”."""
    return [f"{item};" for item in items[:-1]] + [f"{item}{last}" for item in items[-1:]]
