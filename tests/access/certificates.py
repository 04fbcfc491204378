import datetime

from django.utils import timezone

from certificates import operations, queries
from certificates.design import standard_designs
from certificates.models import CertificateAct
from registrations.models import VoteLevel
from tests.factories import certificates as make
from tests.factories import files
from tests.factories.judging import published_round
from tests.factories.registrations import open_round
from tests.factories.support_plans import certificate as known_certificate

from . import PUBLIC, SIGNED_IN, Row, answers

LIST_DAY = datetime.datetime(2026, 10, 5, 8, tzinfo=datetime.UTC)
ADMINISTRATOR = {"administrator": 200}
OFFICE = ("so_officer", "so_head", "secretary")


def office(status, *, chair=404, others=404):
    """The organising office gets `status`; the chair of the council sees the decision but has no part in it."""
    return answers(others=others, **(dict.fromkeys(OFFICE, status) | {"chair": chair}))


def a_code(cast):
    return {"code": known_certificate().code}


def an_issued_code(cast):
    return {"code": make.certificate().code}


def a_paper(cast):
    return {"code": make.certificate().code}


def an_original(cast):
    return {"code": make.certificate(original=b"%PDF-1.7 ky so").code}


def a_published_round(cast):
    return {"round_pk": published_round(means=("80",)).pk}


def a_decision(cast):
    return {"pk": make.decision().pk}


def a_scanned_decision(cast):
    made = make.decision()
    scan = files.upload(files.pdf(), "quyet-dinh.pdf")
    operations.attach_scan(decision=made, scan=scan, by=cast.so_officer, at=timezone.now())
    return {"pk": made.pk}


def a_printed_decision(cast):
    return {"pk": make.certificate(pdf=files.pdf()).decision_id, "form": "zip", "part": 0}


def a_climb(cast):
    round_ = published_round(means=("80",))
    return {"round_pk": round_.pk, "upper_pk": open_round(VoteLevel.REGION).pk}


def a_round_to_climb_from(cast):
    return {"round_pk": published_round(means=("80",)).pk}


def an_act(cast):
    """A planned revocation; its holder is the establishment of the factory, nobody of the cast."""
    act = operations.propose_act(
        certificate=make.certificate(),
        kind="revoke",
        ground="Sai sự thật.",
        evidence=files.upload(files.pdf(), "bien-ban.pdf"),
        reply_until=make.reply_day(),
        by=cast.so_officer,
        at=timezone.now(),
    )
    return {"pk": act.pk}


def a_confirmed_act(cast):
    certificate = make.certificate()
    make.replaced(certificate, scan=files.upload(files.pdf(), "quyet-dinh.pdf"))
    return {"pk": certificate.acts.get().pk}


def a_reply_file(cast):
    pk = an_act(cast)["pk"]
    act = CertificateAct.objects.get(pk=pk)
    operations.reply_to_act(
        act=act,
        reply="Vẫn làm.",
        uploads=[files.upload(files.pdf(), "kiem-nghiem.pdf")],
        by=make.holder_of(act.certificate),
        at=timezone.now(),
    )
    return {"pk": pk, "file": act.reply_files.get().pk}


def an_act_to_prepare(cast):
    return {"code": make.certificate().code, "kind": "revoke"}


def a_template(cast):
    round_ = published_round(means=("80",))
    return {
        "pk": operations.save_template(
            organisation=round_.organiser,
            level=round_.level,
            design=standard_designs()["vi-en"],
            based_on=0,
            by=cast.so_officer,
            at=timezone.now(),
        ).pk
    }


def a_logo(cast):
    upload = files.upload(files.png(), "bieu-trung.png")
    return {"pk": operations.offer_logo(label="Bản màu", upload=upload, by=cast.cuc_officer, at=timezone.now()).pk}


def an_office(cast):
    return {"office_pk": published_round(means=("80",)).organiser.pk, "level": "province"}


def a_periodic_list(cast):
    known_certificate()
    sent = operations.send_periodic_list(by=None, at=LIST_DAY)
    return {"pk": sent.pk, "form": "xlsx"}


def a_product(cast):
    return {"pk": known_certificate().product_id}


def a_product_by_number(cast):
    return {"product_id": known_certificate().product_id}


def a_photo(cast):
    issued = make.shown(make.certificate())
    photo = queries.public_photos().filter(version__dossier__product=issued.product_id).first()
    return {"pk": issued.product_id, "photo": photo.pk, "width": 320}


def a_history_import(cast):
    cells = [["Năm", "Cấp", "Tỉnh, thành phố lúc công nhận", "Cơ sở", "Sản phẩm", "Nhóm"], ["2021"]]
    return {"pk": operations.bring_history(name="a.csv", cells=cells, by=cast.administrator, at=timezone.now()).pk}


def a_public_decision(cast):
    return {"pk": known_certificate().decision_id}


TABLE = {
    "certificates:public_decisions": Row(get=PUBLIC),
    "certificates:public_decision": Row(a_public_decision, get=PUBLIC),
    "certificates:history_import": Row(
        get=answers(others=403, administrator=200), post=answers(others=403, administrator=200)
    ),
    "certificates:history_template": Row(get=answers(others=403, administrator=200)),
    "certificates:history_detail": Row(a_history_import, get=answers(others=404, administrator=200)),
    "certificates:history_enter": Row(a_history_import, post=answers(others=404, administrator=302)),
    "certificates:product": Row(a_product, get=PUBLIC),
    "certificates:product_share": Row(a_product, get=PUBLIC),
    "certificates:product_photo": Row(a_photo, get=PUBLIC),
    "certificates:province_map": Row(get=PUBLIC),
    "certificates:sitemap": Row(get=PUBLIC),
    "certificates:robots": Row(get=PUBLIC),
    "certificates:periodic_lists": Row(get=SIGNED_IN),
    "certificates:periodic_list_file": Row(
        a_periodic_list,
        get=answers(
            so_officer=200,
            so_head=200,
            secretary=200,
            cuc_officer=200,
            cuc_head=200,
            unit_officer=200,
            unit_head=200,
            finance=200,
            leader=200,
            administrator=200,
        ),
    ),
    "certificates:template_list": Row(get=SIGNED_IN),
    "certificates:template_edit": Row(
        an_office,
        get=office(200, chair=403, others=403) | ADMINISTRATOR,
        post=office(200, chair=403, others=403) | ADMINISTRATOR,
    ),
    "certificates:template_number": Row(
        an_office,
        get=office(200, chair=403, others=403) | ADMINISTRATOR,
        post=office(200, chair=403, others=403) | ADMINISTRATOR,
        data={"text": ""},
    ),
    "certificates:template_preview": Row(an_office, post=office(200, chair=403, others=403) | ADMINISTRATOR),
    "certificates:template_sample": Row(a_template, get=office(200) | ADMINISTRATOR),
    "certificates:register": Row(get=PUBLIC),
    "certificates:register_data": Row(also={"form": "csv"}, get=PUBLIC),
    "certificates:open_data": Row(get=PUBLIC),
    "certificates:api:openapi-json": Row(get=PUBLIC),
    "certificates:api:api-root": Row(get=answers(anonymous=404, others=404)),
    "certificates:api:certificates": Row(get=PUBLIC),
    "certificates:api:check": Row(a_code, get=PUBLIC),
    "certificates:api:product": Row(a_product_by_number, get=PUBLIC),
    "certificates:api:decisions": Row(get=PUBLIC),
    "certificates:api:provinces": Row(get=PUBLIC),
    "certificates:api:regions": Row(get=PUBLIC),
    # No key signs in the tests: the portal says so to everybody.
    "certificates:credential": Row(an_issued_code, get=answers(anonymous=409, others=409)),
    "certificates:status_list": Row(also={"purpose": "thu-hoi", "part": 0}, get=answers(anonymous=409, others=409)),
    "certificates:issuer_document": Row(get=answers(anonymous=409, others=409)),
    "certificates:check_form": Row(get=PUBLIC),
    "certificates:check_file": Row(get=PUBLIC),
    "certificates:check_json": Row(a_code, get=PUBLIC),
    "certificates:check": Row(a_code, get=PUBLIC),
    "certificates:paper_download": Row(a_paper, get=office(200)),
    "certificates:original_download": Row(an_original, get=office(200)),
    "certificates:logo_picture": Row(a_logo, get=PUBLIC),
    "certificates:logo": Row(
        get=PUBLIC,
        post=answers(anonymous=403, others=403, administrator=200, cuc_officer=200, cuc_head=200),
        data={"label": ""},
    ),
    "certificates:logo_download": Row(
        a_logo, get=answers(others=403, administrator=200, cuc_officer=200, cuc_head=200)
    ),
    "certificates:logo_withdraw": Row(
        a_logo, post=answers(others=403, administrator=302, cuc_officer=302, cuc_head=302)
    ),
    "certificates:certificate_mine": Row(get=SIGNED_IN),
    # Its holder is the establishment of the factory, nobody of the cast.
    "certificates:certificate_show": Row(a_paper, post=answers(others=404)),
    "certificates:act_create": Row(
        an_act_to_prepare,
        # The certificate is public: everybody else is told that the act is not theirs.
        get=office(200, chair=403, others=403),
        post=office(200, chair=403, others=403),
        data={"ground": ""},
    ),
    "certificates:act_detail": Row(an_act, get=office(200)),
    "certificates:act_reply": Row(an_act, post=office(403), data={"reply": "Không."}),
    # The holder may still answer today: not even the head confirms.
    "certificates:act_confirm": Row(an_act, post=office(403)),
    "certificates:act_dismiss": Row(an_act, post=office(403) | {"so_head": 200}, data={"reason": ""}),
    "certificates:act_scan": Row(a_confirmed_act, get=office(200)),
    "certificates:act_attach": Row(a_confirmed_act, post=office(200), data={}),
    "certificates:act_print": Row(a_confirmed_act, post=office(302)),
    "certificates:act_evidence": Row(an_act, get=office(200)),
    "certificates:act_reply_file": Row(a_reply_file, get=office(200)),
    "certificates:decision_list": Row(get=SIGNED_IN),
    "certificates:decision_create": Row(
        a_published_round,
        get=office(200, chair=403, others=403),
        post=office(200, chair=403, others=403),
        data={"number": ""},
    ),
    "certificates:decision_detail": Row(a_decision, get=office(200, chair=200)),
    "certificates:decision_draft": Row(
        a_published_round, also={"form": "docx"}, get=office(200, chair=403, others=403)
    ),
    "certificates:decision_paper": Row(a_decision, also={"form": "docx"}, get=office(200, chair=200)),
    "certificates:decision_sample": Row(a_decision, also={"position": 0}, get=office(200, chair=403)),
    "certificates:decision_attach": Row(a_decision, post=office(200, chair=403)),
    "certificates:decision_scan": Row(a_scanned_decision, get=office(200, chair=200)),
    "certificates:decision_bundle": Row(a_printed_decision, get=office(200, chair=403)),
    "certificates:outside_sign": Row(a_decision, get=office(200, chair=403), post=office(200, chair=403)),
    "certificates:outside_take": Row(a_decision, also={"part": 0}, post=office(200, chair=403)),
    "certificates:decision_correct": Row(
        a_decision, get=office(200, chair=403), post=office(200, chair=403), data={"number": ""}
    ),
    "certificates:round_outcome": Row(a_published_round, get=PUBLIC),
    "certificates:climb": Row(a_round_to_climb_from, get=office(200, chair=403, others=403)),
    # Nobody is nominated yet: the office is refused with a sentence.
    "certificates:climb_send": Row(a_climb, post=office(409, chair=403, others=403)),
    "certificates:climb_download": Row(
        a_climb, also={"form": "danh-sach-xlsx"}, get=office(200, chair=403, others=403)
    ),
    "certificates:decision_issue": Row(a_decision, post=office(302, chair=403)),
}
