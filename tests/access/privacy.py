"""Everybody has personal data; the administrators see who asked for deletion."""

from django.utils import timezone

from cnnt_portal.privacy import operations
from cnnt_portal.privacy.models import ErasureRequest

from . import SIGNED_IN, Row, answers


def the_owners_request(cast):
    erasure = operations.ask_for_erasure(ground=ErasureRequest.Ground.ASKED, by=cast.owner, at=timezone.now())
    return {"pk": erasure.pk}


TABLE = {
    "privacy:overview": Row(get=SIGNED_IN),
    "privacy:export_json": Row(post=SIGNED_IN),
    "privacy:export_xlsx": Row(post=SIGNED_IN),
    # Sent without an answer the form comes back.
    "privacy:ask": Row(get=SIGNED_IN, post=SIGNED_IN),
    "privacy:take_back": Row(the_owners_request, post=answers(owner=302, administrator=403)),
    "privacy:request_list": Row(get=answers(others=403, administrator=200)),
}
