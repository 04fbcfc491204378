import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from cnnt_portal.seen import mark
from reporting import queries
from tests.factories import files, registrations, support_plans
from tests.factories import reporting as make

from . import SIGNED_IN, Row, answers, nothing

UNIT = ("unit_officer", "unit_head")
CUC = ("cuc_officer", "cuc_head")


def unit(status, **roles):
    """The unit's own people; nobody else sees what is not sent."""
    return answers(**(dict.fromkeys(UNIT, status) | roles))


def receiver(status, others):
    """A sent report: the Cục acts, the unit, the leaders and the Cục's administrator only look."""
    lookers = dict.fromkeys((*UNIT, "leader", "administrator"), others)
    return answers(**(lookers | dict.fromkeys(CUC, status)))


def counted(status):
    """The offices that run the award and its support, whoever sits there."""
    offices = (*UNIT, *CUC, "so_officer", "so_head", "secretary", "chair", "leader", "finance", "administrator")
    return answers(others=403, **dict.fromkeys(offices, status))


# Of the real portal, which is what the tables ask: there is nothing here for anybody, signed in or not.
NOT_IN_THE_REAL_PORTAL = answers(anonymous=404, others=404)


def a_round(cast):
    return {"pk": registrations.open_round().pk}


def somebody(cast):
    return {"pk": cast.chair.pk}


def a_saved_view(cast):
    return {"pk": make.operations.save_view(name="Theo năm", query="hang=nam", by=cast.leader, at=make.AT).pk}


def a_period(cast):
    support_plans.plan()
    return {"period_pk": make.period().pk, "organisation_pk": support_plans.unit().pk}


def a_draft(cast):
    return {"pk": make.complete_report().pk}


def a_sent_report(cast):
    return {"pk": make.submitted_report().pk}


def a_sending(cast):
    return {"pk": make.submitted_report().pk, "number": 1}


def a_report_sent_twice(cast):
    report = make.returned_report()
    make.operations.submit(report=report, by=cast.unit_head, at=make.AT)
    return {"pk": report.pk}


def a_line(cast):
    support_plans.activity()
    report = make.drafted_report()
    return {"pk": report.pk, "line_pk": report.lines.get().pk}


def a_paper(cast):
    report = make.complete_report()
    upload = SimpleUploadedFile("hop-dong.pdf", files.pdf())
    make.operations.add_evidence(report=report, uploads=[upload], by=cast.unit_officer, at=make.AT)
    return {"pk": report.pk, "paper_pk": report.papers.get().pk}


def a_flagged_draft(cast):
    report = make.complete_report()
    return {"pk": report.pk, "key": queries.flags_of(report)[0].key}


def office(status):
    """The Sở's own people."""
    return answers(**dict.fromkeys(("so_officer", "so_head", "secretary"), status))


def a_table(cast):
    """A form of a Sở's yearly report."""
    return {"pk": make.yearly_report().pk, "key": "can-bo"}


def a_closed_period(cast):
    report = make.submitted_report()
    make.operations.make_obligations(by=None, at=make.AT)
    return {"pk": report.period_id}


def an_owed_period(cast):
    support_plans.plan()
    period = make.period()
    make.operations.make_obligations(by=None, at=make.AT)
    return {"pk": period.pk}


def a_consolidation(cast):
    return {"pk": make.consolidation().pk}


def a_source(cast):
    made = make.consolidation()
    return {"pk": made.pk, "source_pk": made.sources.exclude(version=None).get().pk}


def a_submitted_consolidation(cast):
    return {"pk": make.submitted_consolidation().pk}


def looked_at(others, **roles):
    """What was submitted: the Cục and the leaders."""
    return answers(**(dict.fromkeys((*CUC, "leader", "administrator"), others) | roles))


def written(shown):
    """A section written over, with the mark of what its page showed."""
    return {"kho-khan": "Không.", "kho-khan-shown": mark(shown)}


NEW_DATES = {"before": "7", "share": "50", "valid_from": "01/01/2099"} | {
    f"{key}-{place}": words
    for place, days in enumerate((("30/06", "20/07", "31/12"), ("31/12", "20/01 năm sau", "30/06 năm sau")))
    for key, words in zip(("cut_off", "due", "closes"), days, strict=True)
}
LATER = {"due_on": "31/12/2099", "reason": "Mưa bão."}
LOOKERS = {"leader": 200, "administrator": 200}

TABLE = {
    "reporting:home": Row(get=SIGNED_IN),
    "reporting:report_list": Row(get=SIGNED_IN),
    "reporting:regime_list": Row(get=counted(200)),
    "reporting:regime_change": Row(
        lambda cast: {"pk": make.kept_regime().pk},
        get=answers(others=403, **dict.fromkeys((*CUC, "administrator"), 200)),
        post=answers(others=403, **dict.fromkeys((*CUC, "administrator"), 302)),
        data=NEW_DATES,
    ),
    "reporting:period_detail": Row(a_closed_period, get=answers(**dict.fromkeys(CUC, 200), **LOOKERS)),
    "reporting:period_extend": Row(
        an_owed_period,
        get=answers(**dict.fromkeys(CUC, 200), leader=403, administrator=403),
        post=answers(**dict.fromkeys(CUC, 302), leader=403, administrator=403),
        data=LATER,
    ),
    "reporting:period_remind": Row(
        an_owed_period,
        get=answers(**dict.fromkeys(CUC, 200), leader=403, administrator=403),
        post=answers(**dict.fromkeys(CUC, 200), leader=403, administrator=403),
    ),
    "reporting:report_nothing": Row(
        a_period, get=unit(200), post=unit(200, unit_head=302), data={"reason": "Chưa có."}
    ),
    "reporting:report_refresh": Row(a_draft, get=unit(200)),
    "reporting:report_version": Row(a_sending, get=receiver(200, others=200)),
    "reporting:report_compare": Row(a_report_sent_twice, get=receiver(200, others=200)),
    "reporting:line_correct": Row(
        a_line,
        get=unit(200),
        post=unit(302),
        data={"products": "1", "establishments": "1", "amount": "5", "reason": "Nhầm.", "shown": mark([0, 0, "0"])},
    ),
    "reporting:consolidation_gather": Row(
        lambda cast: {"period_pk": a_closed_period(cast)["pk"]},
        post=answers(**dict.fromkeys(CUC, 302), leader=403, administrator=403),
    ),
    "reporting:consolidation_detail": Row(a_submitted_consolidation, get=looked_at(200)),
    "reporting:consolidation_glance": Row(a_submitted_consolidation, get=looked_at(200)),
    "reporting:consolidation_rows": Row(a_submitted_consolidation, get=looked_at(200)),
    "reporting:consolidation_download": Row(a_submitted_consolidation, also={"form": "xlsx"}, get=looked_at(200)),
    "reporting:consolidation_write": Row(
        a_consolidation,
        get=answers(**dict.fromkeys(CUC, 200), administrator=403),
        post=answers(**dict.fromkeys(CUC, 302), administrator=403),
        data=written(f"Cục Xúc tiến thương mại: {make.DIFFICULTIES}"),
    ),
    "reporting:source_leave_out": Row(
        a_source,
        get=answers(**dict.fromkeys(CUC, 200), administrator=403),
        post=answers(**dict.fromkeys(CUC, 302), administrator=403),
        data={"reason": "Số chưa kiểm tra."},
    ),
    "reporting:consolidation_submit": Row(  # 409: nobody submits what they have not read.
        a_consolidation, post=answers(**dict.fromkeys(CUC, 409), administrator=403)
    ),
    "reporting:consolidation_approve": Row(
        a_submitted_consolidation,
        post=looked_at(403, leader=302),
        data={"seen": make.AT.astimezone(datetime.UTC).isoformat()},
    ),
    "reporting:consolidation_return": Row(
        a_submitted_consolidation,
        get=looked_at(403, leader=200),
        post=looked_at(403, leader=302),
        data={"reason": "Bổ sung số liệu.", "seen": make.AT.astimezone(datetime.UTC).isoformat()},
    ),
    "reporting:report_start": Row(a_period, post=unit(302)),
    "reporting:report_detail": Row(a_sent_report, get=receiver(200, others=200)),
    "reporting:report_write": Row(a_draft, get=unit(200), post=unit(302), data=written(make.DIFFICULTIES)),
    "reporting:report_redraft": Row(a_draft, post=unit(302)),
    "reporting:report_table": Row(
        a_table, get=office(200), post=office(302), data={"o-0-can-bo": "12", "shown": mark([[], False])}
    ),
    "reporting:table_sheet": Row(a_table, get=office(200), post=office(200)),
    "reporting:table_sources": Row(a_consolidation, get=answers(**dict.fromkeys((*CUC, "administrator"), 404))),
    "reporting:evidence_attach": Row(a_draft, get=unit(200), post=unit(200)),
    "reporting:evidence_remove": Row(a_paper, post=unit(302)),
    "reporting:paper_file": Row(a_paper, get=unit(200)),
    "reporting:edited_return": Row(
        a_sent_report,
        get=receiver(200, others=403) | dict.fromkeys(UNIT, 200),
        post=receiver(200, others=403) | dict.fromkeys(UNIT, 200),
    ),
    "reporting:flag_answer": Row(
        a_flagged_draft, get=unit(200), post=unit(302), data={"sentence": "Việc dời sang quý III.", "shown": mark("")}
    ),
    # 409: nobody signs what they have not read.
    "reporting:report_submit": Row(a_draft, post=unit(403, unit_head=409)),
    "reporting:report_accept": Row(a_sent_report, post=receiver(409, others=403)),
    "reporting:report_return": Row(
        a_sent_report,
        get=receiver(200, others=403),
        post=receiver(200, others=403),
        data={"reason": "Thiếu số hợp đồng."},
    ),
    "reporting:report_download": Row(a_draft, also={"form": "xlsx"}, get=unit(200)),
    "reporting:rehearsal": Row(get=NOT_IN_THE_REAL_PORTAL),
    **{
        f"reporting:rehearsal_{name}": Row(make, get=NOT_IN_THE_REAL_PORTAL, post=NOT_IN_THE_REAL_PORTAL)
        for name, make in (("build", nothing), ("enter", somebody), ("act", nothing), ("delete", nothing))
    },
    "reporting:rehearsal_offer": Row(a_round, get=answers(others=403, so_officer=200, so_head=200, secretary=200)),
    "reporting:rehearsal_plan": Row(a_round, get=answers(others=403, so_officer=200, so_head=200, secretary=200)),
    "reporting:statistics": Row(get=counted(200)),
    "reporting:view_save": Row(post=counted(302), data={"name": "Theo năm", "query": "hang=nam"}),
    "reporting:view_drop": Row(a_saved_view, post=answers(leader=302)),
}
