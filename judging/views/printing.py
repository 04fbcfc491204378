"""Score sheets leave on paper: whoever may read a sheet may print it, and nobody else."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cnnt_portal.documents import pdf, responses, sheets
from cnnt_portal.errors import Refused

from .. import printing, queries

# A page takes about a tenth of a second: more would keep the browser waiting without a word.
MOST_PAGES = 150


@require_safe
def sheet_print(request, pk, ending):
    sheet = get_object_or_404(queries.readable_sheets(request.user), pk=pk)
    return _printed([sheet], ending, f"phieu-cham-{sheet.entry.code}")


@require_safe
def judge_sheets_print(request, pk, judge, ending):
    """All sheets of one judge in a pass, in the order of the codes."""
    found = list(queries.readable_sheets(request.user).filter(scoring_pass=pk, judge=judge))
    if not found:
        raise Http404
    return _printed(found, ending, f"phieu-cham-giam-khao-{judge}")


def _printed(found, ending, name):
    if ending == "xlsx":
        book = sheets.workbook([printing.score_tab(sheet) for sheet in found])
        return responses.download(book, name, responses.XLSX)
    if ending != "pdf":
        raise Http404
    if len(found) > MOST_PAGES:
        raise Refused(f"Có {len(found)} phiếu, quá {MOST_PAGES} phiếu cho một tệp PDF. Hãy tải tệp Excel.")
    return responses.download(pdf.render_together([printing.score_form(s) for s in found]), name, responses.PDF)
