from celery import shared_task

from cnnt_portal.clock import portal_now
from cnnt_portal.documents import docx, pdf
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs.registry import job

from . import operations, paper, queries
from .models import Consolidation, HalfYearReport


@shared_task(name="reporting.keep_calendar")
def keep_calendar():
    """Every hour: open periods, make obligations, remind. What a stopped beat missed is done when it runs again."""
    at = portal_now()
    operations.open_periods(by=None, at=at)
    operations.make_obligations(by=None, at=at)
    operations.remind(by=None, at=at)


@job("reporting.draft", label="Soạn dự thảo báo cáo")
def draft_report(run):
    report = _load(run)
    if not report.is_open:
        # Signed before its turn came: what was signed stays.
        return
    with run.finish():
        operations.draft(report=report, by=run.by, at=run.at)


@job("reporting.print", label="In báo cáo")
def print_report(run):
    report = _load(run)
    if report.is_open or report.sha256 != run.arguments["sha256"]:
        # Returned before it was printed: the next sending prints itself.
        return
    document = paper.document(report)
    forms = {
        "pdf": (pdf.render(document), Kind.PDF),
        "docx": (docx.render(document), Kind.DOCX),
        "xlsx": (workbook(paper.sheets(report)), Kind.XLSX),
    }
    with run.finish():
        operations.keep_documents(report=report, digest=run.arguments["sha256"], forms=forms, by=run.by, at=run.at)


@job("reporting.consolidate", label="Tổng hợp báo cáo")
def consolidate(run):
    """Gather (where asked), then Word, Excel and PDF; nothing of it is done twice if the worker dies in between."""
    consolidation = Consolidation.objects.select_related("period__regime__receiver", "submitted_by").get(
        pk=run.arguments["consolidation"]
    )
    if run.arguments["gather"]:
        with run.effect():
            operations.gather(period=consolidation.period, by=run.by, at=run.at)
    run.progress(1, 4)
    digest, sources = consolidation.digest(), queries.sources_of(consolidation)
    rows = queries.rows_of(sources)
    tables = queries.gathered_forms(consolidation, sources)
    document = paper.consolidation_document(consolidation, sources, rows, tables)
    forms = {}
    for form, kind, make in (
        ("docx", Kind.DOCX, lambda: docx.render(document)),
        ("xlsx", Kind.XLSX, lambda: workbook(paper.consolidation_sheets(consolidation, sources, rows, tables))),
        ("pdf", Kind.PDF, lambda: pdf.render(document)),
    ):
        forms[form] = make(), kind
        run.progress(1 + len(forms), 4)
    with run.finish():
        operations.keep_consolidation_documents(
            consolidation=consolidation, digest=digest, forms=forms, by=run.by, at=run.at
        )


def _load(run):
    return HalfYearReport.objects.select_related("period__regime__receiver", "organisation", "submitted_by").get(
        pk=run.arguments["report"]
    )
