from tests.factories import market, projects, surveys
from tests.factories import registrations as registered
from tests.factories import support_plans as make

from . import PUBLIC, SIGNED_IN, Row, answers

OUTSIDE_OFFICES = ("owner", "drafter", "judge1", "judge2", "judge3", "outsider")
CUC = ("cuc_officer", "cuc_head")
UNIT = ("unit_officer", "unit_head")
RECORDERS = ("commune_officer", "so_officer", "so_head", "secretary", *CUC, *UNIT)
WATCHERS = (*CUC, "administrator", "finance", "leader")


def offices(status, **roles):
    """Everybody who works in an office; the plan does not exist for the others."""
    return answers(others=status, **(dict.fromkeys(OUTSIDE_OFFICES, 404) | roles))


def the_cuc(status):
    """Only the Cục keeps the plan; other offices see it and are told so."""
    return offices(403, **dict.fromkeys(CUC, status))


def recorders(status):
    return answers(others=403, **dict.fromkeys(RECORDERS, status))


def unit(status, watchers=403):
    return answers(**(dict.fromkeys(WATCHERS, watchers) | dict.fromkeys(UNIT, status)))


def a_unit(cast):
    return {"pk": make.unit().pk}


def a_plan(cast):
    return {"pk": make.plan().pk}


def an_amendment(cast):
    amendment = make.amendment()
    return {"pk": amendment.plan_id, "amendment_pk": amendment.pk}


def a_planned_activity(cast):
    return {"pk": make.activity(done=False).pk}


def a_done_activity(cast):
    return {"pk": make.activity().pk}


def unit_alone(status):
    return answers(**dict.fromkeys(UNIT, status))


def an_import(cast):
    return {"pk": make.table("Sản phẩm\tCơ sở\nKhông có\tKhông có").pk}


def a_proof(cast):
    activity = make.activity(done=False)
    return {"pk": activity.pk, "file_pk": make.evidence(activity).pk}


def a_part(cast):
    activity = make.activity(certificates=[make.certificate()], done=False)
    return {"pk": activity.pk, "served_pk": activity.served.get().pk}


SO_MAY_NOT = dict.fromkeys(("so_officer", "so_head", "secretary"), 403)


def support_of_the_owner(cast):
    own = registered.establishment(cast.owner)
    activity = make.activity(certificates=[make.certificate(product=registered.product(own))])
    return {"pk": activity.served.get().pk}


def judged(status):
    """A sent yearly plan: the Cục judges it, its unit and who reads all units are told that they may not."""
    return answers(**dict.fromkeys((*UNIT, *WATCHERS), 403) | dict.fromkeys(CUC, status))


def the_cuc_of_all(status):
    return answers(others=403, **dict.fromkeys(CUC, status))


def lookers(so):
    """Who sees the whole country; the Sở see their own province or are refused."""
    sos = dict.fromkeys(("so_officer", "so_head", "secretary"), so)
    return answers(others=403, **dict.fromkeys(WATCHERS, 200) | sos)


def askers(status):
    return answers(others=403, owner=status, drafter=status, outsider=status)


def asked(status, unit, watchers):
    """A request of the owner: its establishment, the unit whose task it is, and the Cục."""
    cuc = dict.fromkeys((*CUC, "administrator"), watchers)
    return answers(owner=status, drafter=status, **cuc, **dict.fromkeys(UNIT, unit))


def a_request(cast):
    return {"pk": make.request(registered.establishment(cast.owner)).pk}


def a_request_and_the_unit(cast):
    return a_request(cast) | {"unit_pk": make.unit().pk}


def a_call(cast):
    return {"pk": make.call().pk}


def a_call_and_the_unit(cast):
    return {"call_pk": make.call().pk, "unit_pk": make.unit().pk}


def a_year_plan(cast):
    return {"pk": make.year_plan().pk}


def a_line(cast):
    year_plan = make.year_plan()
    return {"pk": year_plan.pk, "line_pk": year_plan.lines.get().pk}


def a_sent_year_plan(cast):
    return {"pk": make.sent_year_plan().pk}


SO = ("so_officer", "so_head", "secretary")


def a_project(cast):
    return {"pk": projects.project().pk}


def a_sent_project(cast):
    return {"pk": projects.sent(registered.establishment(cast.owner)).pk}


def a_sent_project_to_return(cast):
    return a_sent_project(cast) | {"act": "tra-lai"}


def a_paper_of_a_project(cast):
    project = projects.sent(registered.establishment(cast.owner))
    return {"pk": project.pk, "file_pk": projects.paper(project).pk}


def project_of(so=403, owner=403, watchers=403, cuc=403):
    """A sent project of national money for the owner: the Sở, the establishment, the Cục, finance and leaders."""
    offices = dict.fromkeys(WATCHERS, watchers) | dict.fromkeys(CUC, cuc) | dict.fromkeys(SO, so)
    return answers(owner=owner, drafter=owner, **offices)


def a_list_sent(cast):
    return {"pk": make.list_sent().pk}


def a_list_and_the_unit(cast):
    return a_list_sent(cast) | {"unit_pk": make.unit().pk}


def readers_of_lists(status, **roles):
    """The Cục that sends the lists, the bodies that support products, the ministry's leaders."""
    return answers(**dict.fromkeys((*WATCHERS, *UNIT, *SO), status) | roles)


def a_place_list(cast):
    return {"pk": projects.place_list([registered.establishment(cast.owner).commune]).pk}


def a_product_on_the_market(cast):
    return {"pk": market.product(registered.establishment(cast.owner)).pk}


def a_product_of_the_owner(cast):
    market.product(registered.establishment(cast.owner))
    return {}


def an_outlet(cast):
    return {"pk": market.outlet(market.product(registered.establishment(cast.owner))).pk}


def an_enquiry(cast):
    return {"pk": market.enquiry(market.product(registered.establishment(cast.owner))).pk}


def a_survey(cast):
    registered.establishment(cast.owner)
    return {"pk": surveys.call().pk}


def a_survey_of_the_owner(cast):
    made = surveys.asked(registered.establishment(cast.owner))
    return {"pk": surveys.call().pk, "establishment_pk": made.pk}


ANOTHER_VOTE = {"level": "nation", "year": "2023"}
REASON = {"reason": "Mưa bão"}
TABLE = {
    "support_plans:plan_list": Row(get=SIGNED_IN),
    "support_plans:plan_detail": Row(a_plan, get=offices(200)),
    "support_plans:plan_products": Row(
        a_plan, get=offices(200), post=offices(403, **dict.fromkeys(CUC, 200)), data={"certificates": "0"}
    ),
    "support_plans:plan_matrix": Row(a_plan, get=offices(200)),
    "support_plans:plan_create": Row(get=the_cuc_of_all(200), post=the_cuc_of_all(200), data={"title": ""}),
    "support_plans:plan_change": Row(a_plan, get=the_cuc(200), post=the_cuc(200), data={"title": ""}),
    "support_plans:plan_task_create": Row(a_plan, get=the_cuc(200), post=the_cuc(200), data={"content": ""}),
    "support_plans:plan_amend": Row(a_plan, get=the_cuc(200), post=the_cuc(200), data={"number": ""}),
    "support_plans:task_create": Row(an_amendment, get=the_cuc(200), post=the_cuc(200), data={"content": ""}),
    "support_plans:plan_widen": Row(
        a_plan, get=the_cuc(200), post=the_cuc(302), data={"level": "nation", "year": "2023"}
    ),
    "support_plans:year_plan_list": Row(get=SIGNED_IN),
    "support_plans:year_call_create": Row(get=the_cuc_of_all(200), post=the_cuc_of_all(200), data={"year": ""}),
    "support_plans:year_call_detail": Row(a_call, get=offices(200)),
    "support_plans:year_call_remind": Row(a_call, post=the_cuc(302)),
    "support_plans:budget_detail": Row(
        a_call, get=offices(403, **dict.fromkeys(WATCHERS, 200)), post=offices(403, finance=200), data={"unit": ""}
    ),
    "support_plans:budget_write": Row(
        a_call, get=offices(403, finance=200), post=offices(403, finance=200), data={"paper": ""}
    ),
    "support_plans:budget_bring": Row(a_call, get=offices(403, finance=200), post=offices(403, finance=200), data={}),
    "support_plans:budget_download": Row(a_call, get=offices(403, **dict.fromkeys(WATCHERS, 200))),
    "support_plans:year_plan_start": Row(a_call_and_the_unit, post=unit_alone(302)),
    "support_plans:year_plan_detail": Row(a_sent_year_plan, get=unit(200, watchers=200)),
    "support_plans:line_create": Row(a_year_plan, get=unit_alone(200), post=unit_alone(200), data={"title": ""}),
    "support_plans:line_change": Row(a_line, get=unit_alone(200), post=unit_alone(200), data={"title": ""}),
    "support_plans:line_drop": Row(a_line, post=unit_alone(302)),
    "support_plans:year_plan_submit": Row(a_year_plan, post=answers(unit_officer=403, unit_head=302)),
    "support_plans:year_plan_accept": Row(a_sent_year_plan, post=judged(302)),
    "support_plans:year_plan_return": Row(a_sent_year_plan, get=judged(200), post=judged(200)),
    "support_plans:overview": Row(get=lookers(so=200)),
    "support_plans:product_rows": Row(get=lookers(so=200)),
    "support_plans:product_life": Row(a_product_on_the_market, get=offices(200, owner=200, drafter=200)),
    "support_plans:unit_detail": Row(a_unit, get=answers(**dict.fromkeys((*UNIT, *WATCHERS), 200))),
    "support_plans:promise_rows": Row(get=lookers(so=403)),
    "support_plans:deed_rows": Row(get=lookers(so=403)),
    "support_plans:project_list": Row(get=SIGNED_IN),
    "support_plans:project_create": Row(
        get=answers(others=403, **dict.fromkeys(SO, 200)), post=answers(others=403, **dict.fromkeys(SO, 200)), data={}
    ),
    "support_plans:project_detail": Row(a_sent_project, get=project_of(200, 200, 200, 200)),
    "support_plans:project_change": Row(
        a_project, get=answers(**dict.fromkeys(SO, 200)), post=answers(**dict.fromkeys(SO, 200)), data={"title": ""}
    ),
    "support_plans:project_submit": Row(a_project, post=answers(so_officer=403, secretary=403, so_head=302)),
    "support_plans:project_step": Row(
        a_sent_project_to_return, get=project_of(cuc=200), post=project_of(cuc=302), data=REASON
    ),
    "support_plans:project_attach": Row(a_sent_project, post=project_of(so=200, cuc=200), data={}),
    "support_plans:project_paper": Row(a_paper_of_a_project, get=project_of(200, 200, 200, 200)),
    "support_plans:market": Row(a_product_on_the_market, get=PUBLIC, post=PUBLIC, data={"name": ""}),
    "support_plans:outlet_list": Row(get=SIGNED_IN),
    "support_plans:outlet_create": Row(
        a_product_of_the_owner,
        get=answers(others=403, owner=200, drafter=200),
        post=answers(others=403, owner=200, drafter=200),
        data={"system": ""},
    ),
    "support_plans:outlet_end": Row(
        an_outlet,
        get=answers(owner=200, drafter=200),
        post=answers(owner=302, drafter=302),
        data={"valid_to": "1/6/2026"},
    ),
    "support_plans:outlet_paper": Row(an_outlet, get=answers(owner=200, drafter=200)),
    "support_plans:enquiry_list": Row(get=SIGNED_IN),
    "support_plans:enquiry_answered": Row(an_enquiry, post=answers(owner=302, drafter=302)),
    "support_plans:place_list": Row(get=SIGNED_IN),
    "support_plans:place_create": Row(get=the_cuc_of_all(200), post=the_cuc_of_all(200), data={"paper": ""}),
    "support_plans:place_detail": Row(a_place_list, get=offices(200), post=the_cuc(200), data={"valid_to": ""}),
    "support_plans:request_list": Row(get=SIGNED_IN),
    "support_plans:request_create": Row(get=askers(200), post=askers(200), data={"need": ""}),
    "support_plans:request_detail": Row(a_request, get=asked(200, unit=200, watchers=200)),
    "support_plans:request_take": Row(a_request_and_the_unit, post=answers(unit_officer=302, unit_head=302)),
    "support_plans:request_withdraw": Row(a_request, post=asked(302, unit=403, watchers=403)),
    "support_plans:survey_list": Row(get=lookers(so=200)),
    "support_plans:survey_call": Row(get=the_cuc_of_all(200), post=the_cuc_of_all(200), data={"year": ""}),
    "support_plans:survey_detail": Row(a_survey, get=lookers(so=200)),
    "support_plans:survey_remind": Row(a_survey, post=the_cuc_of_all(302)),
    "support_plans:survey_mine": Row(get=askers(200)),
    "support_plans:survey_answer": Row(
        a_survey_of_the_owner,
        get=answers(owner=200, drafter=200),
        post=answers(owner=200, drafter=200),
        data={"revenue": ""},
    ),
    "support_plans:list_receipts": Row(get=SIGNED_IN),
    "support_plans:receipt_detail": Row(a_list_sent, get=readers_of_lists(200)),
    "support_plans:receipt_confirm": Row(a_list_and_the_unit, post=readers_of_lists(403, **dict.fromkeys(UNIT, 302))),
    "support_plans:receipt_remind": Row(a_list_sent, post=readers_of_lists(403, **dict.fromkeys(CUC, 302))),
    "support_plans:task_list": Row(get=SIGNED_IN),
    "support_plans:activity_list": Row(get=SIGNED_IN),
    "support_plans:import_create": Row(get=recorders(200), post=recorders(200), data={"pasted": ""}),
    "support_plans:import_template": Row(get=recorders(200)),
    "support_plans:import_detail": Row(an_import, get=unit_alone(200)),
    "support_plans:import_columns": Row(an_import, post=unit_alone(302), data={}),
    "support_plans:import_choose": Row(an_import, post=unit_alone(302), data={"number": ""}),
    "support_plans:import_enter": Row(an_import, post=unit_alone(200), data={"seen": ""}),
    "support_plans:evidence_attach": Row(a_done_activity, post=unit(200), data={}),
    "support_plans:evidence": Row(a_proof, get=unit(200, watchers=200)),
    "support_plans:evidence_remove": Row(a_proof, post=unit(302)),
    "support_plans:support_mine": Row(get=SIGNED_IN),
    "support_plans:support_answer": Row(
        support_of_the_owner,
        get=answers(owner=200, drafter=200),
        post=answers(owner=302, drafter=302),
        data={"answer": "confirmed"},
    ),
    "support_plans:activity_create": Row(get=recorders(200), post=recorders(200), data={"title": ""}),
    "support_plans:activity_detail": Row(a_done_activity, get=unit(200, watchers=200)),
    "support_plans:activity_change": Row(a_planned_activity, get=unit(200), post=unit(200), data={"title": ""}),
    # The Sở sees what is done for a product of its province, and that it is not the Sở's to change.
    "support_plans:part_change": Row(
        a_part, get=unit(200) | SO_MAY_NOT, post=unit(302) | SO_MAY_NOT, data={"amount": ""}
    ),
    "support_plans:activity_complete": Row(a_planned_activity, post=unit(302), data={"sure": "1"}),
    "support_plans:activity_cancel": Row(a_planned_activity, get=unit(200), post=unit(302), data=REASON),
    "support_plans:activity_correct": Row(a_done_activity, get=unit(200), post=unit(302), data=REASON),
}
