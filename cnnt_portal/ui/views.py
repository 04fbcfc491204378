from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render

from . import gallery as samples
from . import lists
from .gallery import GalleryForm, SearchForm


def embedded_only(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.EMBEDDED:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@embedded_only
def gallery(request):
    """Every component with real texts, for people who build pages and for the browser tests."""
    form = GalleryForm(request.POST or None, request.FILES or None, initial=samples.INITIAL)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Biểu mẫu mẫu đã hợp lệ. Trang này không lưu gì cả.")
        return redirect("ui:gallery")
    rows = samples.sorted_products(request)
    context = {
        **samples.texts(request.at),
        "form": form,
        "search": SearchForm(request.GET or None),
        "page": lists.paginate(request, rows, per_page=5),
        "empty_page": lists.paginate(request, []),
    }
    return render(request, "ui/gallery.html", context)
