from django import template

register = template.Library()


@register.inclusion_tag("exports/links.html", takes_context=True)
def export_links(context, name, **more):
    """`{% export_links "support_plans.activities" %}` above a list: the file holds what the page's filter shows.

    `more` is added to the filter where the page's address says what the list is of: `ky=period.pk`.
    """
    query = context["request"].GET.copy()
    query.pop("trang", None)
    for key, value in more.items():
        query[key] = str(value)
    return {"name": name, "query": query.urlencode()}
