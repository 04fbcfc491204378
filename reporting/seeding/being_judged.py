"""A round in the middle of its scoring, and a field visit ahead."""

import datetime
from decimal import Decimal

from judging import operations as judging
from judging.models import ConflictDeclaration
from judging.queries import entries_to_visit

from .judged import Judged


def being_judged(stage, round_):
    """Every judge has still something to do: the first two have declared and one of them has handed in a sheet; the
    third has declared for one product only."""
    judged, ago = Judged(stage), stage.ago
    council = judged.council(round_, ago(60))
    for judge in council.panel.judges.select_related("user"):
        assignments = judge.assignments.select_related("entry", "judge__panel__council").order_by("entry__code")
        for assignment in assignments[:1] if judge.user == stage.people["giamkhao3"] else assignments:
            none = ConflictDeclaration.Kind.NONE
            judging.declare(assignment=assignment, kind=none, reason="", by=judge.user, at=ago(50))
    scoring_pass = judging.open_pass(council=council, by=stage.people["thuky"], at=ago(7))
    handed_in = scoring_pass.sheets.filter(judge__user=stage.people["giamkhao2"]).order_by("entry__code")
    judged.score_sheet(handed_in.select_related("judge__user").first(), Decimal(82), ago(2))
    _visit(stage, council)


def _visit(stage, council):
    """In three days: the first judge is cleared, the chair declares before going."""
    entry = entries_to_visit(council).select_related("product__establishment__province").last()
    establishment = entry.product.establishment
    judging.plan_visit(
        council=council,
        establishment=establishment,
        entries=[entry],
        people=[stage.people["chutich"], stage.people["giamkhao1"]],
        day=stage.today + datetime.timedelta(days=3),
        arrival=datetime.time(8, 30),
        place=establishment.full_address,
        by=stage.people["thuky"],
        at=stage.ago(1),
    )
