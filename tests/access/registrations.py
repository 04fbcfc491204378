from registrations.models import Establishment, PaperKind, VoteLevel
from tests.factories import registrations as make

from . import PUBLIC, SIGNED_IN, Row, answers

OFFICE = {"so_officer": 200, "so_head": 200, "secretary": 200}
OWN = {"owner": 200, "drafter": 200}
# Heads and officers of the bodies that may hold a round.
ORGANISERS = OFFICE | {"commune_officer": 200, "cuc_officer": 200, "cuc_head": 200}
REDIRECTED_OFFICE = dict.fromkeys(OFFICE, 302)
REDIRECTED_OWN = dict.fromkeys(OWN, 302)


def _establishment(cast):
    assert cast.drafter.belongs_to(cast.owner.current_memberships[0].organisation)
    return Establishment.objects.of(cast.owner).first() or make.establishment(cast.owner)


def _declared(cast):
    _establishment(cast)
    return {}


def _product(cast):
    return make.product(_establishment(cast))


def a_product(cast):
    return {"pk": make.draft_entry(product_=_product(cast)).product_id}


def a_filed_product(cast):
    return {"pk": make.submitted_entry(product_=_product(cast)).product_id}


def a_draft_round(cast):
    return {"pk": make.draft_round().pk}


def an_open_round(cast):
    _establishment(cast)
    return {"pk": make.open_round().pk}


def a_fixed_round(cast):
    return {"pk": make.fixed_round(make.open_round()).pk}


def an_attachment(cast):
    round = make.open_round()
    return {"pk": round.pk, "attachment": make.attachment(round).pk}


def a_draft(cast):
    return {"pk": make.complete_entry(product_=_product(cast)).pk}


def a_section(cast):
    return {"pk": make.draft_entry(product_=_product(cast)).pk, "section": "culture"}


def a_paper(cast):
    entry = make.draft_entry(product_=_product(cast))
    return {"pk": make.add_paper(entry.dossier, PaperKind.PHOTO_TOP).pk}


def a_paper_of_a_draft(cast):
    entry = make.draft_entry(product_=_product(cast))
    return {"pk": entry.pk, "paper": make.add_paper(entry.dossier, PaperKind.PHOTO_TOP).pk}


def a_filed_entry(cast):
    return {"pk": make.submitted_entry(product_=_product(cast)).pk}


def a_filed_paper(cast):
    entry = make.submitted_entry(product_=_product(cast))
    return {"pk": entry.pk, "paper": entry.version.papers.first().pk}


def a_request(cast):
    entry = make.returned_entry(product_=_product(cast))
    return {"pk": entry.pk, "number": entry.completion_requests.get().pk}


def a_refused_entry(cast):
    return {"pk": make.refused_entry(product_=_product(cast)).pk}


def _taken(cast):
    make.establishment(cast.owner, tax_code=make.TAKEN)
    return {}


def a_join_request(cast):
    establishment = _establishment(cast)
    return {"pk": make.join_request(establishment).pk}


def some_paper_sets(cast):
    entry = make.submitted_entry(product_=_product(cast))
    return {"pk": entry.pk, "received": make.paper_sets(entry).pk}


def a_region_round(cast):
    return {"pk": make.open_round(VoteLevel.REGION).pk}


def a_sent_list(cast):
    return {"pk": make.sent_list().pk}


def a_cause(cast):
    make.rule_sets()
    return {"slug": "anh-khong-ro"}


def a_policy(cast):
    make.rule_sets()
    make.operations.load_policies(by=None, at=make.AT)
    return {"slug": "uu-tien"}


def an_office(cast):
    return {"pk": make.people.so().pk}


def an_office_notice(cast):
    return {"pk": make.notice().pk}


def _front(cast):
    make.rule_sets()
    return {}


CUC = {"cuc_officer": 200, "cuc_head": 200}
FILED = answers(**OWN, **OFFICE)
DRAFT = answers(**OWN)
# Who has declared no establishment is sent to declare one.
MINE = answers(others=302, **OWN)

TABLE = {
    "registrations:start": Row(_front, get=PUBLIC),
    "registrations:eligible": Row(get=PUBLIC),
    "registrations:blank_registration": Row(get=PUBLIC),
    "registrations:blank_description": Row(_front, get=PUBLIC),
    "registrations:policy": Row(a_policy, get=PUBLIC),
    "registrations:policy_edit": Row(a_policy, get=answers(others=403, **CUC)),
    "registrations:office_list": Row(get=PUBLIC),
    "registrations:office_detail": Row(
        an_office,
        get=PUBLIC,
        post=answers(anonymous=403, others=403, **dict.fromkeys(OFFICE, 302)),
        data={"title": "Lịch bình chọn", "text": "Nhận hồ sơ từ tháng ba."},
    ),
    "registrations:notice_withdraw": Row(an_office_notice, post=answers(others=403, **dict.fromkeys(OFFICE, 302))),
    "registrations:track": Row(get=PUBLIC),
    "registrations:round_list": Row(get=PUBLIC),
    "registrations:round_detail": Row(an_open_round, get=PUBLIC),
    "registrations:round_create": Row(get=answers(others=403, **ORGANISERS)),
    "registrations:round_edit": Row(a_draft_round, get=answers(**OFFICE)),
    "registrations:round_announce": Row(a_draft_round, post=answers(**REDIRECTED_OFFICE)),
    # Everybody sees the round; nobody fixes its list before the deadline.
    "registrations:round_fix_list": Row(an_open_round, post=answers(others=403)),
    "registrations:round_reopen": Row(
        a_fixed_round,
        get=answers(others=403, **OFFICE),
        post=answers(others=403, **REDIRECTED_OFFICE),
        data={"reason": "Bổ sung hồ sơ bị sót"},
    ),
    "registrations:round_extend": Row(an_open_round, get=answers(others=403, **OFFICE)),
    "registrations:round_attach": Row(an_open_round, get=answers(others=403, **OFFICE)),
    "registrations:round_attachment": Row(an_attachment, get=PUBLIC),
    "registrations:round_detach": Row(an_attachment, post=answers(others=403, **REDIRECTED_OFFICE)),
    # Everybody reads the log; the administrator writes in it what the server could not notice.
    "registrations:list_template": Row(get=SIGNED_IN),
    "registrations:list_keep": Row(a_region_round, get=answers(others=403, **CUC)),
    "registrations:list_detail": Row(a_sent_list, get=answers(administrator=200, **CUC)),
    "registrations:outage_list": Row(
        get=PUBLIC,
        post=answers(anonymous=403, others=403, administrator=302),
        data={"day": "01/03/2026", "started": "08:00", "ended_at": "09:30", "note": "Mất điện"},
    ),
    "registrations:entry_start": Row(an_open_round, get=MINE),
    "registrations:establishment_detail": Row(_declared, get=MINE),
    "registrations:establishment_create": Row(
        _declared, get=answers(others=403, owner=302, drafter=302, outsider=200, judge1=200, judge2=200, judge3=200)
    ),
    "registrations:establishment_edit": Row(_declared, get=MINE),
    # By which number the state knows it is the owner's to say.
    "registrations:tax_code_change": Row(_declared, get=answers(others=302, owner=200, drafter=403)),
    "registrations:cause_list": Row(get=answers(others=403, **ORGANISERS)),
    "registrations:cause_detail": Row(a_cause, get=answers(others=403, **ORGANISERS)),
    "registrations:people": Row(_declared, get=MINE),
    # Who works for the state or for an establishment already has no other one to ask for.
    "registrations:join": Row(
        _taken,
        post=answers(others=403, outsider=302, judge1=302, judge2=302, judge3=302),
        data={"tax_code": make.TAKEN},
    ),
    "registrations:join_answer": Row(a_join_request, post=answers(owner=302, drafter=403), data={"answer": "drafter"}),
    "registrations:product_list": Row(_declared, get=MINE),
    "registrations:product_create": Row(_declared, get=MINE),
    "registrations:product_detail": Row(a_filed_product, get=FILED),
    "registrations:product_edit": Row(a_product, get=DRAFT),
    "registrations:my_entries": Row(_declared, get=MINE),
    "registrations:entry_detail": Row(a_filed_entry, get=FILED),
    "registrations:dossier_edit": Row(
        a_section, get=DRAFT, post=answers(**REDIRECTED_OWN), data={"revision": "0", "culture": "Làng nghề"}
    ),
    "registrations:paper_list": Row(a_draft, get=DRAFT),
    "registrations:paper_remove": Row(a_paper_of_a_draft, post=answers(**REDIRECTED_OWN)),
    "registrations:paper_reshape": Row(a_paper_of_a_draft, get=DRAFT),
    "registrations:paper_download": Row(a_paper, get=DRAFT),
    "registrations:version_paper_download": Row(a_filed_paper, get=FILED),
    # The drafter reads on the form that filing is the owner's.
    "registrations:entry_submit": Row(
        a_draft, get=DRAFT, post=answers(owner=302, drafter=200), data={"is_true_stated": "on"}
    ),
    "registrations:entry_withdraw": Row(a_draft, get=answers(owner=200, drafter=403)),
    "registrations:receipt": Row(a_filed_entry, get=FILED),
    "registrations:receipt_pdf": Row(a_filed_entry, get=FILED),
    "registrations:receipt_docx": Row(a_filed_entry, get=FILED),
    # Not bound yet: led to where that is asked for.
    "registrations:dossier_pdf": Row(a_filed_entry, get=answers(**REDIRECTED_OWN, **REDIRECTED_OFFICE)),
    "registrations:dossier_print": Row(a_filed_entry, get=FILED, post=answers(**REDIRECTED_OWN, **REDIRECTED_OFFICE)),
    "registrations:version_compare": Row(a_filed_entry, get=FILED),
    "registrations:form_pdf": Row(a_filed_entry, get=FILED),
    "registrations:form_docx": Row(a_filed_entry, get=FILED),
    "registrations:completion_pdf": Row(a_request, get=FILED),
    "registrations:completion_docx": Row(a_request, get=FILED),
    "registrations:refusal_docx": Row(a_refused_entry, get=FILED),
    "registrations:refusal_pdf": Row(a_refused_entry, get=FILED),
    "registrations:entry_list": Row(get=answers(others=403, **ORGANISERS)),
    # Who chose nothing is led back to the list.
    "registrations:entry_bulk": Row(get=answers(others=403, **dict.fromkeys(ORGANISERS, 302))),
    "registrations:entry_assign": Row(a_filed_entry, post=answers(**REDIRECTED_OFFICE), data={"officer": ""}),
    # What does not say which version was seen is asked again.
    "registrations:entry_check_parts": Row(a_filed_entry, post=answers(**OFFICE), data={"form": "met"}),
    "registrations:paper_sets": Row(
        a_filed_entry,
        get=answers(**OFFICE),
        post=answers(**REDIRECTED_OFFICE),
        data={"sets": "2", "way": "hand", "arrived_on": "01/03/2026"},
    ),
    "registrations:paper_sets_strike": Row(some_paper_sets, post=answers(**REDIRECTED_OFFICE)),
    "registrations:entry_transfer": Row(a_filed_entry, get=answers(**OFFICE)),
    "registrations:entry_accept": Row(a_filed_entry, get=answers(**OFFICE), post=answers(**REDIRECTED_OFFICE)),
    "registrations:entry_return": Row(a_filed_entry, get=answers(**OFFICE)),
    "registrations:entry_refuse": Row(a_filed_entry, get=answers(**OFFICE)),
}
