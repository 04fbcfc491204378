"""The portal's components; built in for every template. The gallery at /thanh-phan/ shows each with its call."""

import uuid

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from cnnt_portal.ui import changes, components, formats, lists
from cnnt_portal.ui.navigation import entries_for

register = template.Library()

register.filter("money", formats.money)
register.filter("points", formats.number)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.simple_tag(changes.words_gone)
register.simple_tag(changes.words_come)


# Frame


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


@register.simple_tag
def navigation_link(entry):
    """Each page holds thirty of them: no template is drawn."""
    current = mark_safe(' aria-current="page"') if entry.current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', entry.url, current, entry.label)


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts):
    """`{% crumbs "Kỳ bình chọn" rounds_url "Hồ sơ 12" %}`: pairs of text and address, then the page itself.

    An empty address is a place that the reader may not enter: its name alone stands there.
    """
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.simple_block_tag
def page_head(content, title, lead="", meta=""):
    """`{% page_head title lead %}buttons{% endpage_head %}`: the page's h1 and what can be done with it."""
    return _draw("page_head", title=title, lead=lead, meta=meta, actions=content)


# Containers


@register.simple_block_tag
def card(content, title="", link="", link_text="Xem tất cả"):
    """`{% card "Hồ sơ gần đây" link=url %}…{% endcard %}`."""
    return _draw("card", title=title, link=link, link_text=link_text, body=content)


@register.simple_block_tag
def notice(content, tone="info", title=""):
    """`{% notice "warning" "Sắp hết hạn" %}…{% endnotice %}`; tones: info, success, warning, error."""
    return _draw("notice", tone=tone, title=title, body=content)


@register.simple_block_tag
def import_outcome(content, entered, known=0, wrong=0):
    """What became of a table's lines once it was entered; the content says where to see what was made."""
    title = f"Đã nhập {formats.number(entered)} dòng" if entered else "Không có dòng mới nào được nhập"
    tone = "success" if entered else "info"
    return _draw("import_outcome", tone=tone, title=title, known=known, wrong=wrong, body=content)


@register.simple_block_tag
def facts(content):
    """A definition list of `{% fact %}`s."""
    return _draw("facts", body=content)


@register.inclusion_tag("components/fact.html")
def fact(label, value=None, missing="Chưa có"):
    return {"label": label, "value": value, "is_missing": value is None or value == "", "missing": missing}


@register.simple_block_tag
def dialog(content, name, title):
    """A dialog that `<a href="#name" data-opens>` opens; without JavaScript it opens as the page's target."""
    return _draw("dialog", name=name, title=title, body=content)


# States and histories


@register.simple_tag
def state_badge(obj):
    """The state of an object: its words always, its colour by the kind of state (`components.tone_of`)."""
    return badge(obj.get_state_display(), components.tone_of(obj))


@register.simple_tag
def badge(label, tone="quiet"):
    """Any short mark; tones: good, bad, attention, open, quiet. Lists hold one in each row: no template is drawn."""
    return format_html('<span class="state state--{}">{}</span>', tone, label)


@register.inclusion_tag("components/timeline.html")
def timeline(history, names=True):
    """A history (manager, queryset, or list that may hold `components.TimelineStep`s) as people read it.

    `names=False` hides who did it.
    """
    if hasattr(history, "select_related"):
        history = history.select_related("by")
    return {"rows": history, "names": names}


@register.inclusion_tag("components/stepper.html")
def stepper(steps):
    """`components.StepperStep`s."""
    return {"steps": steps}


@register.inclusion_tag("components/todo_list.html", takes_context=True)
def todo_list(context, items, empty="Không có việc nào đang chờ bạn."):
    """`components.Todo`s or anything with title, url, due, note."""
    today = _today(context)
    rows = [
        {
            "item": item,
            "urgency": components.urgency(item.due, today),
            "left": components.due_words(item.due, today) if item.due else "",
        }
        for item in items
    ]
    return {"rows": rows, "empty": empty}


@register.inclusion_tag("components/missing_list.html")
def missing_list(items, title="Còn thiếu", level=3):
    """Sentences, what reads as one, or `components.Missing`; nothing is drawn when nothing is missing.

    `level` of its heading: 2 where it stands in no section of its own.
    """
    return {
        "items": [item if hasattr(item, "sentence") else components.Missing(str(item)) for item in items],
        "title": title,
        "level": level,
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(title, text="", url="", url_text=""):
    return {"title": title, "text": text, "url": url, "url_text": url_text}


# Lists


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page_obj, what="mục"):
    """`{% pager page "hồ sơ" %}` under a list; keeps the query string."""
    paginator = page_obj.paginator
    return {
        "request": context.get("request"),
        "page": page_obj,
        "numbers": list(paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)),
        "gap": paginator.ELLIPSIS,
        "total": paginator.count,
        "what": what,
    }


@register.simple_tag(takes_context=True)
def page_query(context, number):
    """The present query string with another page number."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[lists.PAGE] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context, key, label, numeric=False):
    """A `<th>` that sorts by a key of the view's `lists.sort`; keeps the query string, back to page one."""
    request = context["request"]
    sorting = getattr(request, "sorting", None)
    active = sorting is not None and sorting.key == key
    query = request.GET.copy()
    query.pop(lists.PAGE, None)
    query[lists.SORT] = f"-{key}" if active and not sorting.descending else key
    return {
        "label": label,
        "numeric": numeric,
        "active": active,
        "descending": active and sorting.descending,
        "href": f"?{query.urlencode()}",
    }


@register.inclusion_tag("components/filter_form.html", takes_context=True)
def filter_form(context, form):
    """A form that is sent by GET and narrows the list under it; keeps the sort order."""
    request = context["request"]
    # A page may hold a form with the same field names.
    form.auto_id = "loc_%s"
    return {
        "form": form,
        "sort": request.GET.get(lists.SORT, ""),
        "parameter": lists.SORT,
        "path": request.path,
        "is_filtered": any(value for key, value in request.GET.items() if key not in (lists.SORT, lists.PAGE)),
    }


@register.inclusion_tag("components/tabs.html", takes_context=True)
def tabs(context, items, label="Các phần"):
    """`components.Tab`s; the one whose address the reader is at is current."""
    here = context["request"]
    full = here.get_full_path()
    current = next((tab.url for tab in items if tab.url == full), None) or next(
        (tab.url for tab in items if tab.url.partition("?")[0] == here.path), None
    )
    return {"tabs": items, "current": current, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(done, total, label):
    """How far long work is; `total` 0 means not known yet."""
    return {"done": done, "total": total, "label": label}


# Deeds


@register.inclusion_tag("components/verdict_button.html", takes_context=True)
def verdict_button(context, verdict, label, url, style="primary", confirm="", **fields):
    """A POST button; a refusing verdict disables it and writes why. Extra keywords become hidden fields."""
    return {
        "verdict": verdict,
        "label": label,
        "url": url,
        "style": style,
        "confirm": confirm,
        "fields": fields,
        "csrf_token": context.get("csrf_token"),
        "reason_id": _fresh_id("ly-do"),
    }


@register.inclusion_tag("components/verdict_link.html")
def verdict_link(verdict, label, url, style="primary"):
    """A link to a form; a refusing verdict turns it into a disabled button with its reason."""
    return {"verdict": verdict, "label": label, "url": url, "style": style, "reason_id": _fresh_id("ly-do")}


@register.simple_tag
def required_note():
    """Above a form with required fields."""
    return mark_safe('<p class="text-soft">Ô có dấu <span class="asteriskField">*</span> phải điền.</p>')  # noqa: S308


@register.simple_tag
def fields_with_errors(form):
    """Bound fields that have something to mend, in the form's order."""
    return [field for field in form if field.errors]


def _draw(component, /, **context):
    return render_to_string(f"components/{component}.html", context)


def _today(context):
    request = context.get("request")
    return timezone.localdate(getattr(request, "at", None) or timezone.now())


def _fresh_id(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"
