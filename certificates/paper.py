"""The certificate as a sheet for the wall: A4 landscape, PDF/A-3b, tagged, a QR code that leads to its public page."""

import logging
from dataclasses import replace
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from cnnt_portal.errors import Refused

from . import blanks
from .design import ELECTRONIC, FACTS, PRINTED, SAMPLE, TRIAL, Design, facts_of_paper, standard_designs
from .models import Certificate
from .typesetting import POINT, is_known, set_words

logger = logging.getLogger(__name__)
# The one who signs signs over title and name, as on paper.
SIGNED_OVER = {"chức vụ", "người ký"}


def public_address(certificate):
    """The absolute address that the QR code carries."""
    return urljoin(settings.PORTAL_URL, reverse("certificates:check", args=[certificate.code]))


def render(certificate: Certificate, *, is_sample=False, is_electronic=False) -> bytes:
    """The PDF of one certificate, from its own copied facts only. A sample says across the sheet that it is none.

    The electronic one says that its signature is inside the file; the other leaves room for pen and seal.
    """
    return drawn(design_of(certificate), **_contents(certificate), sheets=_sheets(is_sample, is_electronic))


def html_of(certificate, *, is_sample=False, is_electronic=False):
    """The same page before any engine draws it."""
    return _page(design_of(certificate), **_contents(certificate), sheets=_sheets(is_sample, is_electronic))


def sample_of(design):
    """A design with facts made up."""
    return drawn(
        design, facts=FACTS, title="Mẫu giấy chứng nhận", author=FACTS["cơ quan cấp"], sheets=(PRINTED, SAMPLE)
    )


def try_out(certificate):
    """Draw the paper of a certificate that is not numbered yet. Refused where it cannot be drawn at all."""
    _tried(
        lambda: render(certificate, is_sample=True),
        "Không vẽ được giấy theo mẫu và quyết định này nên chưa cấp số nào. Hãy mở bản xem thử, sửa mẫu giấy hoặc "
        "quyết định rồi cấp lại.",
    )


def try_out_design(design):
    """Draw a sheet by this design. Refused where that fails: no paper would ever be printed by it."""
    _tried(lambda: sample_of(design), "Không vẽ được giấy theo mẫu này nên chưa lưu. Hãy xem lại chỗ vừa sửa.")


def _tried(draw, sentence):
    try:
        draw()
    except Exception as error:
        # Whatever it was: what cannot be drawn now shall neither be numbered nor become the office's template.
        logger.exception("a sheet cannot be drawn")
        raise Refused(sentence) from error


def words_of(certificate):
    """[(left, top, width, height)] in mm: the lines and the code on the signed sheet that no stamp may cover."""
    design, facts = design_of(certificate), _contents(certificate)["facts"]
    boxes = [box for box in design.on_sheet() if not SIGNED_OVER & set(box.facts)]
    lines = [(box, set_words(box, box.words_for(facts))) for box in boxes]
    return [
        *(
            (box.x, line.y - setting.size * POINT, box.width, setting.size * POINT)
            for box, setting in lines
            for line in setting.lines
        ),
        *((one.x, one.y, one.width, one.height) for one in design.pictures if one.is_code),
    ]


def design_of(certificate):
    """That of the template's version it was issued with."""
    design = Design.from_json(certificate.template.design) if certificate.template else standard_designs()["vi"]
    return design if settings.PAPERS_HAVE_LEGAL_FORCE else replace(design, boxes=(*design.boxes, TRIAL))


def drawn(design, *, facts, title, author, sheets):
    """The PDF of a design with these facts: on its blank sheet where the alphabet has every sign of them, else as a
    page of its own, which takes ten times as long."""
    words = {box: box.words_for(facts) for box in design.on_sheet(*sheets) if box.is_filled}
    if all(map(is_known, words.values())):
        code = facts["địa chỉ kiểm tra"]
        return blanks.blank(design, sheets).filled(words, code=code, title=title, author=author)
    return blanks.archived(_page(design, facts=facts, title=title, author=author, sheets=sheets))


def _page(design, *, facts, title, author, sheets):
    settings_ = [(box, set_words(box, box.words_for(facts))) for box in design.on_sheet(*sheets)]
    return blanks.page(design, settings_, code=facts["địa chỉ kiểm tra"], title=title, author=author)


def _contents(certificate):
    return {
        "facts": facts_of_paper(certificate, public_address(certificate)),
        "title": f"Giấy chứng nhận {certificate.number}: {certificate.product_name}",
        "author": certificate.issuer,
    }


def _sheets(is_sample, is_electronic):
    form = ELECTRONIC if is_electronic else PRINTED
    return (form, SAMPLE) if is_sample else (form,)
