"""The electronic original: signed, still an archival PDF, and recognised by others than ourselves."""

import base64
import datetime
import io
import subprocess

import pdfua
import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import import_key
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates import operations, signing
from certificates.checks import signing_key_lives
from certificates.models import Certificate
from certificates.paper import render
from cnnt_portal.errors import Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Notice
from tests import people
from tests.factories import certificates as make
from tests.factories import files

from . import keys
from .test_paper import certificate

TODAY = datetime.date.today()  # noqa: DTZ011 - the day of the key, not of the story
DAY = datetime.timedelta(days=1)
CHECK_FILE = reverse("certificates:check_file")


def b64(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@pytest.fixture
def key_file(tmp_path, settings):
    keys.write_key_file(tmp_path, settings)
    yield tmp_path
    signing.forget_key()


@pytest.fixture(scope="module")
def token_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        keys.write_token(folder)
        yield folder


@pytest.fixture
def token(token_folder, settings):
    keys.use_token(token_folder, settings)
    yield token_folder
    signing.forget_key()


def signed(pdf=None):
    pdf = pdf or render(certificate(), is_electronic=True)
    return signing.sign(pdf, reason="Giấy chứng nhận", at=timezone.now())


def pdfsig(pdf, folder):
    (folder / "c.pdf").write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", "c.pdf"], cwd=folder, capture_output=True, text=True).stdout


def test_a_signed_certificate_is_whole_for_us_and_for_poppler(key_file):
    pdf = signed()
    assert signing.read(pdf) == signing.Signature(True, True, "Sở Công Thương tỉnh Vĩnh Long")
    said = pdfsig(pdf, key_file)
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_the_signature_names_its_certificate_among_what_it_signs_and_no_time_of_its_own(key_file):
    """PAdES B-B: whoever verifies knows that no other certificate of the same key was meant."""
    embedded = PdfFileReader(io.BytesIO(signed())).embedded_signatures[0]
    named = {one["type"].native: one["values"] for one in embedded.signer_info["signed_attrs"]}
    assert named.keys() == {"content_type", "message_digest", "signing_certificate_v2"}
    [meant] = named["signing_certificate_v2"][0]["certs"]
    assert meant["cert_hash"].native == embedded.signer_cert.sha256
    assert meant["issuer_serial"]["serial_number"].native == embedded.signer_cert.serial_number


def test_the_signature_keeps_the_page_an_archival_pdf(key_file):
    with pikepdf.open(io.BytesIO(signed())) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert "/OutputIntents" in document.Root


def test_the_signature_keeps_the_page_accessible(key_file):
    (key_file / "c.pdf").write_bytes(signed())
    report = pdfua.validate(str(key_file / "c.pdf"))
    assert [finding for finding in report.findings if finding.severity is pdfua.Severity.ERROR] == []


def test_a_changed_byte_breaks_the_signature(key_file):
    pdf = bytearray(signed())
    pdf[400] ^= 1
    found = signing.read(bytes(pdf))
    assert found is None or not found.is_intact
    longer = signing.read(signed() + b"\n%them\n")
    assert longer is None or not longer.is_intact


def test_a_signature_by_a_strange_key_is_not_ours(key_file, tmp_path, settings):
    pdf = signed()
    (tmp_path / "other").mkdir()
    keys.write_key_file(tmp_path / "other", settings)
    assert not signing.read(pdf).is_ours
    settings.CERTIFICATES_FORMER_SIGNERS = [str(tmp_path / "certificate.pem")]
    assert signing.read(pdf).is_ours


def test_what_is_not_signed_or_no_pdf_has_no_signature(key_file):
    assert signing.read(render(certificate())) is None
    assert signing.read(b"khong phai PDF") is None


HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [
        (-800 * DAY, -DAY, "Chứng thư ký số đã hết hạn"),
        (-800 * DAY, -HOUR, "Chứng thư ký số đã hết hạn"),
        (HOUR, 365 * DAY, "Chứng thư ký số chỉ có hiệu lực từ"),
    ],
)
def test_a_key_outside_its_days_signs_nothing_to_the_hour_and_says_so(tmp_path, settings, begins, ends, sentence):
    keys.write_key_file(tmp_path, settings, begins=begins, days=ends / DAY)
    with pytest.raises(Refused, match=sentence):
        signed()
    signing.forget_key()


def _without(name):
    return lambda folder, settings: (folder / name).unlink()


def _broken(name):
    return lambda folder, settings: (folder / name).write_bytes(b"-----BEGIN CERTIFICATE-----\nkhong phai\n")


def _locked(folder, settings):
    settings.CERTIFICATES_SIGNING_PASSPHRASE = "sai"
    key, _ = keys.key_and_certificate()
    secret = serialization.BestAvailableEncryption(b"dung")
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
    )


@pytest.mark.parametrize(
    "spoil", [_without("key.pem"), _without("certificate.pem"), _broken("key.pem"), _broken("certificate.pem"), _locked]
)
def test_a_key_that_cannot_be_read_signs_nothing_and_says_so(key_file, settings, spoil):
    spoil(key_file, settings)
    signing.forget_key()
    with pytest.raises(Refused, match="chưa đọc được khóa hoặc chứng thư ký số"):
        signed()


@pytest.mark.django_db
def test_a_certificate_of_the_key_that_is_away_is_a_sentence_on_the_pages_for_machines(key_file, client):
    issued = make.certificate()
    (key_file / "certificate.pem").unlink()
    signing.forget_key()
    for url in (reverse("certificates:issuer_document"), reverse("certificates:credential", args=[issued.code])):
        answer = client.get(url)
        assert answer.status_code == 409
        assert "chưa đọc được khóa" in answer.content.decode()


@pytest.mark.django_db
def test_with_a_key_that_has_expired_no_number_is_given_out(tmp_path, settings):
    keys.write_key_file(tmp_path, settings, days=-1)
    job = operations.request_issue(decision=make.decision(), by=people.so_officer(), at=timezone.now())
    work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, "đã hết hạn" in job.error) == (Job.State.FAILED, True)
    assert not Certificate.objects.exists()
    signing.forget_key()


@pytest.mark.parametrize(
    ("days", "told"),
    [(365, []), (59, ["certificates.W001"]), (-1, ["certificates.E002"]), (None, ["certificates.E001"])],
)
def test_the_check_of_a_deployment_names_a_key_that_dies_before_the_next_batch(tmp_path, settings, days, told):
    keys.write_key_file(tmp_path, settings, days=days or 365)
    if days is None:
        (tmp_path / "certificate.pem").unlink()
    assert [one.id for one in signing_key_lives(None)] == told
    signing.forget_key()


def test_a_time_stamp_says_when_it_was_signed(key_file, settings):
    with keys.time_stamp_server() as address:
        settings.CERTIFICATES_TSA_URL = address
        pdf = signed()
    [embedded] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    unsigned = [attribute["type"].native for attribute in embedded.signer_info["unsigned_attrs"]]
    assert unsigned == ["signature_time_stamp_token"]
    assert "Signature is Valid." in pdfsig(pdf, key_file)


def test_a_time_stamp_server_that_is_away_refuses_with_a_sentence(key_file, settings):
    settings.CERTIFICATES_TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(Refused, match="không trả lời"):
        signed()


def test_a_key_in_a_token_signs_as_well(token, tmp_path):
    assert signing.read(signed()) == signing.Signature(True, True, "Sở Công Thương tỉnh Vĩnh Long")
    assert "Signature is Valid." in pdfsig(signed(), tmp_path)
    text = b64(b'{"alg":"ES256"}') + b"." + b64(b"noi dung")
    sealed = text + b"." + b64(signing.sign_text(text, at=timezone.now()))
    public = import_key(signing.public_keys()[0].jwk)
    assert jws.deserialize_compact(sealed, public, algorithms=["ES256"]).payload == b"noi dung"


@pytest.mark.django_db
def test_the_job_keeps_a_sheet_for_the_pen_and_a_signed_original(key_file, client_of):
    entered = make.decision()
    work_on(operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now()).pk)
    issued = Certificate.objects.get()
    with issued.original.open() as file:
        assert signing.read(file.read()).is_intact
    with issued.paper.open() as file:
        assert signing.read(file.read()) is None
    url = reverse("certificates:original_download", args=[issued.code])
    answer = client_of(people.so_officer()).get(url)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"


@pytest.mark.django_db
def test_a_token_that_is_away_in_the_middle_of_a_batch_leaves_a_job_that_goes_on_later(key_file, settings):
    entered = make.decision(means=("90", "80"))
    settings.CERTIFICATES_TSA_URL = "http://127.0.0.1:9/"
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())
    work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, "không trả lời" in job.error) == (Job.State.FAILED, True)
    assert Certificate.objects.filter(paper=None).count() == 2
    settings.CERTIFICATES_TSA_URL = ""
    work_on(operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now()).pk)
    assert Certificate.objects.filter(original=None).count() == 0
    assert sorted(c.number[:3] for c in Certificate.objects.all()) == ["001", "002"]


@pytest.mark.django_db
def test_a_token_pulled_out_in_the_middle_of_a_batch_stops_it_and_put_back_the_rest_is_issued(token):
    entered = make.decision(means=("90", "80", "75"))
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())

    def clock():
        # Three numbers and one paper are kept, the second paper is signed: now somebody pulls it.
        job.refresh_from_db()
        if job.done_count == 4 and (token / "tokens").exists():
            (token / "tokens").rename(token / "pulled")
        return timezone.now()

    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, signing.NO_ANSWER)
    signatures = Certificate.objects.order_by("pk").values_list("original__sha256", flat=True)
    kept = list(signatures)
    assert [bool(one) for one in kept] == [True, True, False]
    (token / "pulled").rename(token / "tokens")
    work_on(operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now()).pk)
    assert [one.number[:3] for one in Certificate.objects.order_by("number")] == ["001", "002", "003"]
    assert Certificate.objects.filter(original=None).count() == 0
    assert list(signatures)[:2] == kept[:2]
    assert Notice.objects.filter(kind="certificates.certificate_issued").count() == 3


@pytest.mark.django_db
def test_a_key_that_expired_leaves_a_batch_numbered_and_unprinted_until_another_key_is_set(tmp_path, settings):
    keys.write_key_file(tmp_path, settings, days=-1)
    entered = make.decision(means=("90", "80"))
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())
    work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, "đã hết hạn" in job.error) == (Job.State.FAILED, True)
    keys.write_key_file(tmp_path, settings)
    work_on(operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now()).pk)
    assert Certificate.objects.exclude(original=None).count() == 2
    signing.forget_key()


# The check of a file


@pytest.mark.django_db
def test_a_file_is_ours_byte_for_byte_or_it_is_not(client, key_file):
    original = signed()
    issued = make.certificate(pdf=render(certificate()), original=original)
    page = client.post(CHECK_FILE, {"file": files.upload(original, "giay.pdf")}).content.decode()
    assert "giống hệt bản cổng đã cấp" in page
    assert "Chữ ký số trong tệp nguyên vẹn" in page
    assert reverse("certificates:check", args=[issued.code]) in page
    changed = client.post(CHECK_FILE, {"file": files.upload(original + b"\n", "giay.pdf")}).content.decode()
    assert "KHÔNG phải bản cổng đã cấp" in changed
    strange = client.post(CHECK_FILE, {"file": files.upload(files.pdf(), "khac.pdf")}).content.decode()
    assert "KHÔNG phải bản cổng đã cấp" in strange
    picture = client.post(CHECK_FILE, {"file": files.upload(files.png(), "anh.pdf")})
    assert picture.context["form"].errors.keys() == {"file"}


@pytest.mark.django_db
def test_a_file_saved_anew_or_changed_by_one_byte_is_not_ours_though_our_signature_is_inside(client, key_file):
    original = signed()
    make.certificate(pdf=render(certificate()), original=original)
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(original)) as opened:
        opened.save(saved)
    flipped = bytearray(original)
    flipped[-8] ^= 1
    for content in (saved.getvalue(), bytes(flipped), original + b"\n%%EOF\n"):
        page = client.post(CHECK_FILE, {"file": files.upload(content, "giay.pdf")}).content.decode()
        assert "KHÔNG phải bản cổng đã cấp" in page
        assert "giống hệt bản cổng đã cấp" not in page


@pytest.mark.django_db
def test_a_file_too_large_or_an_empty_one_gets_a_sentence_and_is_not_counted_as_a_guess(client, settings):
    settings.FILES_MAX_BYTES = 2_000
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1
    for content in (files.pdf() + b"%" * 2_000, b""):
        answer = client.post(CHECK_FILE, {"file": files.upload(content, "giay.pdf")})
        assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"file"})


@pytest.mark.django_db
def test_a_forged_file_gets_its_answer_however_it_is_broken(client, key_file):
    original = signed()
    start = original.rindex(b"/Contents <") + len(b"/Contents <")
    for place in range(start, start + 600, 10):
        broken = bytearray(original)
        broken[place : place + 2] = b"ff"
        signing.read(bytes(broken))
    for broken in broken_forms():
        assert signing.read(broken) is None
        page = client.post(CHECK_FILE, {"file": files.upload(broken, "giay.pdf")}).content.decode()
        assert "KHÔNG phải bản cổng đã cấp" in page


def broken_forms():
    """A catalogue whose form is a number; form fields nested deeper than any reader goes."""
    for form in (lambda pdf: 5, _endless):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(files.pdf())) as pdf:
            pdf.Root.AcroForm = form(pdf)
            pdf.save(out)
        yield out.getvalue()


def _endless(pdf):
    field = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("o")))
    for _ in range(3_000):
        field = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("o"), Kids=pikepdf.Array([field])))
    return pikepdf.Dictionary(Fields=pikepdf.Array([field]))


@pytest.mark.django_db
def test_files_of_strangers_come_one_by_one_and_are_never_opened(client, settings, key_file):
    settings.CERTIFICATES_API_PER_MINUTE = 2
    content = files.pdf()
    sent = [client.post(CHECK_FILE, {"file": files.upload(content, "a.pdf")}).status_code for _ in range(3)]
    assert sent == [200, 200, 429]


@pytest.mark.django_db
def test_a_signature_by_an_officials_own_token_is_named_when_the_file_is_ours(client, key_file, tmp_path, settings):
    original = signed()
    issued = make.certificate(pdf=render(certificate()), original=original)
    Certificate.objects.filter(pk=issued.pk).update(signed_by="Huỳnh Văn Ổn")
    (tmp_path / "other").mkdir()
    keys.write_key_file(tmp_path / "other", settings)
    page = client.post(CHECK_FILE, {"file": files.upload(original, "giay.pdf")}).content.decode()
    assert "Chữ ký số trong tệp nguyên vẹn" in page
