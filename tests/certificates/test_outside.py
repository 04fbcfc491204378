"""Signed with an official's own token: handed out, brought back, and counted only when nothing else was changed."""

import datetime
import io
import subprocess
import threading
import zipfile

import pikepdf
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from certificates import operations, queries, signing
from certificates.models import Certificate
from certificates.paper import render
from cnnt_portal.errors import Refused
from tests import people
from tests.factories import certificates as make
from tests.factories import files

from . import keys
from .test_signing import TODAY


@pytest.fixture
def decision():
    entered = make.decision(means=("75", "95"))
    for outcome in queries.to_certify(entered):
        issued = operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=timezone.now())
        operations.attach_paper(certificate=issued, pdf=render(issued), by=people.so_officer(), at=timezone.now())
    return entered


def handed_out(client, decision):
    """{name: bytes} of the ZIP that the office takes along."""
    answer = client.post(reverse("certificates:outside_take", args=[decision.pk, 0]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


BEFORE = timezone.now() - datetime.timedelta(days=30)


def token_signed(pdf, folder, settings, *, at=None, **options):
    """As another program does it, with a key that the portal does not know afterwards."""
    keys.write_key_file(folder, settings, name="Huỳnh Văn Ổn", **options)
    signed = signing.sign(pdf, reason="Giấy chứng nhận", at=at or timezone.now())
    settings.CERTIFICATES_SIGNING_KEY = settings.CERTIFICATES_SIGNING_CERTIFICATE = ""
    signing.forget_key()
    return signed


def send_back(client, decision, **contents):
    uploads = [files.upload(content, f"{name}.pdf") for name, content in contents.items()]
    return client.post(reverse("certificates:outside_sign", args=[decision.pk]), {"files": uploads})


@pytest.mark.django_db
def test_what_an_official_signed_outside_becomes_the_original(decision, client_of, tmp_path, settings):
    client = client_of(people.so_officer())
    given = handed_out(client, decision)
    assert handed_out(client, decision) == given
    first, second = (token_signed(pdf, tmp_path, settings) for _, pdf in sorted(given.items()))
    assert send_back(client, decision, mot=first, hai=second).status_code == 302
    issued = Certificate.objects.order_by("number")
    assert [one.signed_by for one in issued] == ["Huỳnh Văn Ổn"] * 2
    with issued[0].original.open() as file:
        assert file.read() == first
    page = client.get(reverse("certificates:outside_sign", args=[decision.pk])).content.decode()
    assert "Không còn giấy nào chờ ký" in page


@pytest.mark.django_db
def test_of_what_was_replaced_or_revoked_no_paper_goes_out_and_of_its_successor_one_does(decision, client_of):
    first, second = Certificate.objects.order_by("pk")
    end(first, "reissue")
    successor = Certificate.objects.get(replaces=first)
    operations.attach_paper(certificate=successor, pdf=files.pdf(), by=people.so_officer(), at=timezone.now())
    assert [one.number for one in queries.printed(decision)] == [second.number, successor.number]
    assert (queries.printed_count(decision), queries.unsigned_count(decision)) == (2, 2)
    client = client_of(people.so_officer())
    given = handed_out(client, decision)
    assert (len(given), Certificate.objects.get(pk=first.pk).to_sign) == (2, None)
    end(second, "revoke")
    assert list(Certificate.objects.awaiting_signature(decision)) == [successor]
    assert list(handed_out(client, decision).values()) == [file_of(successor)]


def end(issued, kind):
    """Prepared, answered and confirmed today."""
    act = operations.propose_act(certificate=issued, kind=kind, ground="Sai tên.", reply_until=make.reply_day(),
                                 by=people.so_officer(), at=timezone.now())  # fmt: skip
    if act.is_against_holder:
        operations.reply_to_act(act=act, reply="Vâng.", by=make.holder_of(issued), at=timezone.now())
    operations.confirm_act(act=act, number=f"9{issued.pk}/QĐ-UBND", decided_on=TODAY, effective_on=TODAY,
                           signer_name="Huỳnh Văn Ổn", signer_title="Chủ tịch", by=people.so_head(),
                           at=timezone.now())  # fmt: skip


def file_of(certificate):
    with Certificate.objects.get(pk=certificate.pk).to_sign.open() as file:
        return file.read()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_the_files_at_one_moment_take_the_same_ones():
    issued = make.certificate(pdf=files.pdf())
    decision, officer, taken = issued.decision, people.so_officer(), []
    together = threading.Barrier(2)

    def take():
        together.wait()
        given = operations.hand_out(decision=decision, part=slice(0, 9), by=officer, at=timezone.now())
        taken.append([one.to_sign_id for one in given])
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [[Certificate.objects.get().to_sign_id]] * 2


@pytest.mark.django_db
def test_what_was_not_handed_out_not_signed_or_changed_is_refused_and_nothing_is_taken(
    decision, client_of, tmp_path, settings
):
    client = client_of(people.so_officer())
    [one, two] = handed_out(client, decision).values()
    good, other = (token_signed(pdf, tmp_path, settings) for pdf in (one, two))
    with pikepdf.open(io.BytesIO(one)) as document:
        rewritten = io.BytesIO()
        document.save(rewritten, linearize=True)
    cases = {
        "không phải tệp cổng đã giao": token_signed(rewritten.getvalue(), tmp_path, settings),
        "chưa có chữ ký số": one + b"\n",
        "không còn nguyên vẹn": good + b"\n% them\n",
        "đã bị thay đổi": token_signed(_redrawn(one), tmp_path, settings),
    }
    for sentence, wrong in cases.items():
        answer = send_back(client, decision, dung=other, sai=wrong)
        assert sentence in answer.content.decode(), sentence
    answer = send_back(client, decision, dung=other, quen=one).content.decode()
    assert "“quen.pdf” chưa có chữ ký số" in answer
    assert not Certificate.objects.filter(original__isnull=False).exists()


def _redrawn(pdf):
    """Another page appended over the first, as a forger would do it before signing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"q Q"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _with_an_annotation(pdf, *, subtype="/Stamp", page=(), catalogue=()):
    """Something drawn over the page as an annotation, or another entry in page or catalogue, before it is signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    sheet = writer.root["/Pages"]["/Kids"][0].get_object()
    if subtype:
        drawing = StreamObject(stream_data=b"1 1 1 rg 0 0 842 596 re f")
        drawing.update({pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): _numbers(0, 0, 842, 596)})
        entries = {"/Subtype": pdf_name(subtype), "/Rect": _numbers(0, 0, 842, 596), "/F": NumberObject(4)}
        if subtype == "/Widget":
            entries |= {"/FT": pdf_name("/Tx"), "/T": pdf_string("a")}
        entries["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(drawing)})
        annotation = DictionaryObject({pdf_name(name): value for name, value in entries.items()})
        sheet[pdf_name("/Annots")] = ArrayObject([writer.add_object(annotation)])
    sheet.update({pdf_name(name): value for name, value in dict(page).items()})
    writer.root.update({pdf_name(name): value for name, value in dict(catalogue).items()})
    writer.update_container(sheet)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _numbers(*values):
    return ArrayObject([NumberObject(value) for value in values])


@pytest.mark.django_db
def test_a_file_over_which_something_else_was_drawn_is_refused(decision, client_of, tmp_path, settings):
    client = client_of(people.so_officer())
    [one, _] = handed_out(client, decision).values()
    for change in (
        {},
        {"subtype": "/Widget"},
        {"subtype": "", "page": {"/Rotate": NumberObject(180)}},
        {"subtype": "", "page": {"/CropBox": _numbers(0, 0, 100, 100)}},
        {"subtype": "", "page": {"/UserUnit": NumberObject(5)}},
        {"subtype": "", "catalogue": {"/OpenAction": DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})}},
        {"subtype": "", "catalogue": {"/Names": DictionaryObject()}},
    ):
        forged = token_signed(_with_an_annotation(one, **change), tmp_path, settings)
        answer = send_back(client, decision, sai=forged).content.decode()
        assert "đã bị thay đổi sau khi giao để ký" in answer, change
    assert not Certificate.objects.filter(original__isnull=False).exists()


def _visibly_signed(pdf, folder, settings, *, place):
    """As programs do it that leave a picture of the signature on the page. `place`: in points from below."""
    keys.write_key_file(folder, settings, name="Huỳnh Văn Ổn")
    key = signers.SimpleSigner.load(settings.CERTIFICATES_SIGNING_KEY, settings.CERTIFICATES_SIGNING_CERTIFICATE)
    settings.CERTIFICATES_SIGNING_KEY = settings.CERTIFICATES_SIGNING_CERTIFICATE = ""
    metadata = signers.PdfSignatureMetadata(field_name="KySo")
    signer = signers.PdfSigner(metadata, key, new_field_spec=fields.SigFieldSpec("KySo", box=place))
    return signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()


def _where_pictures_differ(one, other):
    """(left, top, right, bottom) in points: what is compared as objects is, drawn by an engine, the same picture."""
    drawn = [
        Image.open(
            io.BytesIO(subprocess.run(["pdftoppm", "-r", "72"], input=pdf, capture_output=True, check=True).stdout)
        )
        for pdf in (one, other)
    ]
    return ImageChops.difference(*drawn).getbbox()


@pytest.mark.django_db
def test_the_picture_of_a_signature_stands_where_one_signs_and_not_over_the_words(
    decision, client_of, tmp_path, settings
):
    client = client_of(people.so_officer())
    [one, _] = handed_out(client, decision).values()
    for place in ((100, 290, 700, 330), (0, 0, 842, 596), (440, 70, 750, 300)):
        over = _visibly_signed(one, tmp_path, settings, place=place)
        assert "nằm đè lên chữ hoặc mã QR" in send_back(client, decision, sai=over).content.decode(), place
    place = (470, 80, 720, 150)
    beside = _visibly_signed(one, tmp_path, settings, place=place)
    left, top, right, bottom = _where_pictures_differ(one, beside)
    assert left >= place[0] - 1
    assert top >= 595 - place[3] - 1
    assert right <= place[2] + 1
    assert bottom <= 595 - place[1] + 2
    assert send_back(client, decision, dung=beside).status_code == 302
    assert Certificate.objects.filter(original__isnull=False).count() == 1


@pytest.mark.django_db
def test_two_files_of_one_paper_are_one_too_many(decision, client_of, tmp_path, settings):
    client = client_of(people.so_officer())
    pdf = next(iter(handed_out(client, decision).values()))
    signed = token_signed(pdf, tmp_path, settings)
    uploads = [files.upload(signed, name) for name in ("a.pdf", "b.pdf")]
    with pytest.raises(Refused, match="hai tệp"):
        operations.take_back(decision=decision, uploads=uploads, by=people.so_officer(), at=timezone.now())


@pytest.mark.django_db
def test_a_signer_whom_a_trusted_authority_vouches_for_is_named_with_it(decision, client_of, tmp_path, settings):
    authority = keys.key_and_certificate("Ban Cơ yếu Chính phủ (thử)")
    settings.CERTIFICATES_TRUST_ROOTS = [keys.write_root(tmp_path / "root.pem", authority)]
    client = client_of(people.so_officer())
    [one, _] = handed_out(client, decision).values()
    signed = token_signed(one, tmp_path, settings, issuer=authority)
    page = client.get(send_back(client, decision, mot=signed)["Location"]).content.decode()
    assert "Huỳnh Văn Ổn ký, chứng thư do Ban Cơ yếu Chính phủ (thử) bảo đảm" in " ".join(page.split())
    checked = client.post(reverse("certificates:check_file"), {"file": files.upload(signed, "giay.pdf")})
    assert "của Huỳnh Văn Ổn; chứng thư do Ban Cơ yếu Chính phủ (thử) bảo đảm" in checked.content.decode()


@pytest.mark.django_db
def test_a_signer_of_an_unknown_authority_is_refused_and_where_none_is_known_that_is_said(
    decision, client_of, tmp_path, settings
):
    known, strange = keys.key_and_certificate("Ban Cơ yếu (thử)"), keys.key_and_certificate("Ai đó")
    client = client_of(people.so_officer())
    [one, _] = handed_out(client, decision).values()
    page = client.get(reverse("certificates:outside_sign", args=[decision.pk])).content.decode()
    assert "không kiểm được người ký là ai" in page
    settings.CERTIFICATES_TRUST_ROOTS = [keys.write_root(tmp_path / "root.pem", known)]
    answer = send_back(client, decision, la=token_signed(one, tmp_path, settings, issuer=strange)).content.decode()
    assert "không thuộc tổ chức chứng thực nào mà cổng tin cậy" in answer
    answer = send_back(client, decision, cu=token_signed(one, tmp_path, settings, issuer=known, days=-1, at=BEFORE))
    assert "đã hết hạn" in answer.content.decode()
    assert not Certificate.objects.filter(original__isnull=False).exists()
    settings.CERTIFICATES_TRUST_ROOTS = []
    taken = send_back(client, decision, la=token_signed(one, tmp_path, settings, issuer=strange))
    assert "chưa xác minh được người ký" in client.get(taken["Location"]).content.decode()
