"""Official documents as PDF by WeasyPrint. Nothing is fetched from a network: only our static files and data: URLs."""

from functools import lru_cache
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cnnt_portal import rehearsing

STATIC = Path(settings.BASE_DIR, "static").resolve()
# Pango is not made for two threads at once, and under the interpreter's lock they would gain nothing.
_one_at_a_time = Lock()


class StaticFetcher(URLFetcher):
    """Refuses every address but data: and files under static/."""

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "data" and not (parts.scheme == "file" and not parts.netloc and path.is_relative_to(STATIC)):
            raise ValueError(f"not one of our own files: {url}")
        return super().fetch(url, headers)


@lru_cache(maxsize=1)
def _fonts():
    """Made once in each process: read anew for every document, the fonts would cost more than the page."""
    return FontConfiguration()


@lru_cache(maxsize=8)
def _stylesheet(name):
    return weasyprint.CSS(filename=STATIC / "css" / name, url_fetcher=StaticFetcher(), font_config=_fonts())


def _stylesheets(name):
    return [_stylesheet(name), _stylesheet(f"rehearsal-{name}")] if rehearsing.is_on() else [_stylesheet(name)]


def render(document):
    """The bytes of an OfficialDocument, tagged for screen readers (PDF/UA-1)."""
    html = render_to_string("documents/official.html", {"document": document})
    return from_html(html, stylesheet="document.css", pdf_variant="pdf/ua-1")


def render_together(documents):
    """Several OfficialDocuments one behind the other in one file; each begins on its own page 1."""
    with _one_at_a_time:
        laid_out = [_page("documents/official.html", document) for document in documents]
        pages = [page for drawn in laid_out for page in drawn.pages]
        return laid_out[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1")


def _page(template, document):
    html = render_to_string(template, {"document": document})
    page = weasyprint.HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=StaticFetcher())
    return page.render(stylesheets=_stylesheets("document.css"), font_config=_fonts())


def from_html(html, *, stylesheet, **options):
    """The bytes of a page of any design (a certificate). `html` is a whole, escaped document whose relative addresses
    are those of static/; `stylesheet` is a file of static/css; `options` go to WeasyPrint's write_pdf."""
    with _one_at_a_time:
        page = weasyprint.HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=StaticFetcher())
        return page.write_pdf(stylesheets=_stylesheets(stylesheet), font_config=_fonts(), **options)
