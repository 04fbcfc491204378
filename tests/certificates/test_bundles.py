"""What an office takes along of a decision: its scan with the hash, the papers in the order of the annex."""

import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries, volumes
from certificates.models import Certificate, RecognitionDecision
from certificates.paper import render
from tests import people
from tests.factories import certificates as make
from tests.factories import files
from tests.factories.judging import published_round

from .reading import text_of


def printed(means=("75", "95")):
    """A decision whose certificates have real papers and stand-ins for signed originals."""
    entered = make.decision(means=means)
    for outcome in queries.to_certify(entered):
        issued = operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=timezone.now())
        paper = {"pdf": render(issued), "original": files.pdf()}
        operations.attach_paper(certificate=issued, **paper, by=people.so_officer(), at=timezone.now())
    return entered


def bundle(client, decision, form):
    answer = client.get(reverse("certificates:decision_bundle", args=[decision.pk, form, 0]))
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_the_papers_of_a_decision_come_as_one_pdf_and_as_a_zip_in_the_order_of_the_annex(client_of):
    entered = printed()
    client = client_of(people.so_officer())
    together = bundle(client, entered, "in")
    with pikepdf.open(io.BytesIO(together)) as document:
        assert len(document.pages) == 2
    text = text_of(together)
    assert text.index("001/GCN") < text.index("002/GCN")
    with zipfile.ZipFile(io.BytesIO(bundle(client, entered, "zip"))) as found:
        assert sorted(name.partition(" ")[0] for name in found.namelist()) == [
            "ban-in/001", "ban-in/002", "ban-ky-so/001", "ban-ky-so/002",
        ]  # fmt: skip
        first = Certificate.objects.get(number__startswith="001")
        kept = found.read(next(name for name in found.namelist() if name.startswith("ban-in/001")))
        assert hashlib.sha256(kept).hexdigest() == first.paper.sha256
    page = client.get(reverse("certificates:decision_detail", args=[entered.pk])).content.decode()
    assert "Giấy 1 đến 2" in page


def checked(client, content):
    upload = files.upload(content, "tap-in.pdf")
    return client.post(reverse("certificates:check_file"), {"file": upload}).content.decode()


@pytest.mark.django_db
def test_the_volume_for_the_printer_is_known_again_and_one_changed_byte_tells(client, client_of):
    volume = bundle(client_of(people.so_officer()), printed(), "in")
    page = checked(client, volume)
    assert "Đây là tập in do cổng lập" in page
    assert "gồm 2 giấy, giấy đầu số 001/GCN" in page
    assert "KHÔNG phải" not in page
    place = volume.index(b"stream") + 40
    for forged in (
        volume[:place] + bytes([volume[place] ^ 1]) + volume[place + 1 :],
        volume.rpartition(b"%cong-cnnt")[0],
        volume[:-9] + b"AAAAAAAA\n",
        files.pdf() + b"\n%cong-cnnt " + volume.rpartition(b"%cong-cnnt ")[2],
        volume + b" ",
    ):
        assert "KHÔNG phải bản cổng đã cấp" in checked(client, forged)


@pytest.mark.django_db
def test_a_volume_that_an_older_edition_or_an_older_key_sealed_is_known_for_ever(client, client_of, settings):
    entered = printed()
    officer = client_of(people.so_officer())
    volume = bundle(officer, entered, "in")
    settings.SECRET_KEY, former = "x" * 50, settings.SECRET_KEY
    assert "KHÔNG phải" in checked(client, volume)
    settings.CERTIFICATES_FORMER_SEAL_KEYS = [former]
    assert "gồm 2 giấy" in checked(client, volume)
    # That key opens nothing else: whoever came in by it comes in anew.
    assert officer.get(reverse("certificates:decision_list")).status_code == 302
    # The first seals did not tell how many papers there are.
    sealed = volume.rpartition(volumes.MARK)[0]
    facts = {
        "decision": entered.pk,
        "first": "001/GCN",
        "last": "002/GCN",
        "sha256": hashlib.sha256(sealed).hexdigest(),
    }
    older = sealed + volumes.MARK + Signer(salt="certificates.volume").sign_object(facts).encode() + b"\n"
    page = checked(client, older)
    assert "Đây là tập in do cổng lập" in page
    assert "giấy đầu số 001/GCN" in page
    assert "gồm" not in page.partition("giấy đầu số")[0][-60:]


@pytest.mark.django_db
def test_the_scan_of_the_signed_decision_is_kept_with_its_hash(client_of):
    round_ = published_round(means=("80",))
    client, scan = client_of(people.so_officer()), files.pdf()
    facts = {
        "number": "77/QĐ-UBND",
        "decided_on": f"{timezone.localdate():%d/%m/%Y}",
        "issuer": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "signer_title": "CHỦ TỊCH",
        "signer_name": "Huỳnh Văn Ổn",
        "scan": files.upload(scan, "quyet-dinh.pdf"),
    }
    client.post(reverse("certificates:decision_create", args=[round_.pk]), facts)
    entered = RecognitionDecision.objects.get(number="77/QĐ-UBND")
    assert entered.scan.sha256 == hashlib.sha256(scan).hexdigest()
    assert (
        entered.scan.sha256 in client.get(reverse("certificates:decision_detail", args=[entered.pk])).content.decode()
    )
    better = files.pdf(pages=2)
    client.post(
        reverse("certificates:decision_attach", args=[entered.pk]), {"scan": files.upload(better, "ro-hon.pdf")}
    )
    answer = client.get(reverse("certificates:decision_scan", args=[entered.pk]))
    assert b"".join(answer.streaming_content) == better


@pytest.mark.django_db
def test_what_is_no_scan_is_refused_at_its_field(client_of):
    entered = make.decision()
    answer = client_of(people.so_officer()).post(
        reverse("certificates:decision_attach", args=[entered.pk]), {"scan": files.upload(b"khong phai PDF", "a.pdf")}
    )
    assert answer.context["scan_form"].errors.keys() == {"scan"}
