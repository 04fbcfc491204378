"""The electronic signature of a certificate: PAdES by pyHanko, with a key from a file or from a token (PKCS#11).

Invisible, so that the page stays PDF/A. Without a key in the settings nothing is signed.
"""

import asyncio
import datetime
import gc
import hashlib
import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pkcs11
from asn1crypto import pem, tsp, x509
from asn1crypto.algos import DSASignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.utils import timezone
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import attributes, fields, signers, timestamps
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from cnnt_portal.errors import Refused

logger = logging.getLogger(__name__)

FIELD = "ChuKySo"
# Outside the page: PDF/UA wants every field that can be seen to be tagged.
UNSEEN = fields.SigFieldSpec(
    FIELD,
    readable_field_name="Chữ ký số",
    invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
)
# Room for the signature with its time stamp, in hexadecimal digits; to measure it would be to sign twice.
RESERVED = 32_768
UNREADABLE = (
    "Cổng chưa đọc được khóa hoặc chứng thư ký số: thiếu tệp, tệp hỏng hoặc sai mật khẩu. Hãy báo quản trị cổng."
)
NO_ANSWER = "Thiết bị ký số hoặc máy chủ dấu thời gian không trả lời. Hãy thử lại sau."


@dataclass(frozen=True)
class Signature:
    """What a verifier says of the signature inside a PDF: whole and over the whole file, by our key, whose.

    `root`: the trusted authority that vouches for the signer today, or nothing; `has_expired`: the signer's own days.
    """

    is_intact: bool
    is_ours: bool
    signer: str
    root: str = ""
    has_expired: bool = False


@dataclass(frozen=True)
class PublicKey:
    """A verifier's half of a key: its algorithm's name in JOSE, the digest that it signs, the key as JWK."""

    algorithm: str
    digest: str
    jwk: dict

    @property
    def thumbprint(self):
        """RFC 7638."""
        needed = {name: self.jwk[name] for name in ("crv", "kty", "x", "y", "e", "n") if name in self.jwk}
        written = json.dumps(dict(sorted(needed.items())), separators=(",", ":"))
        return base64url_encode(hashlib.sha256(written.encode()).digest()).decode()


def is_possible():
    """Has this portal a key to sign with?"""
    return bool(settings.CERTIFICATES_SIGNING_CERTIFICATE or settings.CERTIFICATES_PKCS11_MODULE)


@lru_cache(maxsize=1)
def _signer():
    """Loaded and checked once in each process: doing that for every paper would cost more than the signature."""
    if settings.CERTIFICATES_PKCS11_MODULE:
        # A library whose token was pulled out never finds it again by itself.
        pkcs11.lib(settings.CERTIFICATES_PKCS11_MODULE).reinitialize()
        session = open_pkcs11_session(
            settings.CERTIFICATES_PKCS11_MODULE,
            token_criteria=TokenCriteria(label=settings.CERTIFICATES_PKCS11_TOKEN),
            user_pin=settings.CERTIFICATES_PKCS11_PIN,
        )
        own = _load(settings.CERTIFICATES_SIGNING_CERTIFICATE)
        # Not every token hashes by itself; every one signs a hash.
        return _encoded_once(
            PKCS11Signer(
                session, signing_cert=own, key_label=settings.CERTIFICATES_PKCS11_LABEL, use_raw_mechanism=True
            )
        )
    found = signers.SimpleSigner.load(
        settings.CERTIFICATES_SIGNING_KEY,
        settings.CERTIFICATES_SIGNING_CERTIFICATE,
        key_passphrase=settings.CERTIFICATES_SIGNING_PASSPHRASE.encode() or None,
    )
    # The library writes into the log what it could not read.
    if found is None:
        raise Refused(UNREADABLE)
    return _encoded_once(found)


class _SigningCertificate(attributes.SigningCertificateV2Provider, attributes.SignedAttributeProviderSpec):
    """The one attribute that PAdES B-B signs beside the digest: which certificate signs, as bytes that are ready.

    Written anew for every paper, it takes two thirds of a signature's time.
    """

    def __init__(self, signing_cert):
        super().__init__(signing_cert)
        self._encoded = as_signing_certificate_v2(signing_cert).dump()

    def signed_attr_providers(self, data_digest, digest_algorithm):
        return [self]

    async def build_attr_value(self, dry_run=False):
        return tsp.SigningCertificateV2.load(self._encoded)


def _encoded_once(signer):
    signer.signed_attr_prov_spec = _SigningCertificate(signer.signing_cert)
    return signer


def forget_key():
    """Load the key anew: the token came back, or another key was set."""
    _signer.cache_clear()


def sign(pdf, *, reason, at):
    """The bytes with a signature appended (PAdES B-B; B-T where a time-stamp server is set).

    Refused with a sentence where the key is not valid at that moment, or token or time-stamp server do not answer.
    """
    stamp = settings.CERTIFICATES_TSA_URL
    out = io.BytesIO()
    with _key_of(at) as key:
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD, reason=reason, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        stamper = timestamps.HTTPTimeStamper(stamp) if stamp else None
        signer = signers.PdfSigner(metadata, key, timestamper=stamper, new_field_spec=UNSEEN)
        _apart(signer.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=RESERVED)
    # Reader and writer point at each other: while they are young, finding that out costs next to nothing, and thousands
    # of papers would else wait in memory for the whole house to be swept.
    gc.collect(1)
    return out.getvalue()


def sign_text(text, *, at):
    """The bare signature of these bytes as JOSE writes it (RFC 7518), by the algorithm of `public_keys()[0]`."""
    with _key_of(at) as key:
        public = _public(key.signing_cert)
        written = _apart(lambda: asyncio.run(key.async_sign_raw(text, public.digest)))
    return DSASignature.load(written).to_p1363() if public.algorithm.startswith("ES") else written


def public_keys():
    """PublicKeys: of the key that signs here, first, and of those that have signed."""
    if not is_possible():
        raise Refused("Cổng này chưa có khóa ký số nên không có chứng thư số cho máy đọc.")
    return [_public(one) for one in _own_certificates()]


def days_of_key():
    """(first moment, last moment) of the certificate that the portal signs with."""
    own = _load(settings.CERTIFICATES_SIGNING_CERTIFICATE)
    return own.not_valid_before, own.not_valid_after


def refuse_unfit_key(*, at):
    """Refused where nothing could be signed with the portal's key at that moment."""
    with _key_of(at):
        pass


@contextmanager
def _key_of(at):
    """The key, which must be valid at that moment; what a token or a server fails at becomes a sentence."""
    try:
        key = _signer()
        _refuse_outside_its_days(key.signing_cert, at)
        yield key
    except (OSError, timestamps.TimestampRequestError, pkcs11.exceptions.PKCS11Error) as error:
        forget_key()
        raise Refused(NO_ANSWER) from error


def _refuse_outside_its_days(own, at):
    # What was signed a minute too early or too late is invalid for every verifier, for ever.
    begins, ends = own.not_valid_before, own.not_valid_after
    if at > ends:
        raise Refused(f"Chứng thư ký số đã hết hạn từ {_moment(ends)}. Hãy thay rồi chạy lại.")
    if at < begins:
        raise Refused(
            f"Chứng thư ký số chỉ có hiệu lực từ {_moment(begins)}. Hãy chờ đến lúc ấy, hoặc thay rồi chạy lại."
        )


def _moment(at):
    return f"{timezone.localtime(at):%H:%M ngày %d/%m/%Y}"


def read(pdf):
    """The Signature inside these bytes; None where there is none, or where the bytes are no PDF.

    The bytes come from strangers: whatever a library throws at them means that nothing can be verified.
    """
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except Exception:
        logger.info("A file in which no signature could be looked for", exc_info=True)
        return None
    if not embedded:
        return None
    try:
        return _verified(embedded[-1])
    except Exception:
        logger.warning("A signature that could not be verified", exc_info=True)
        return Signature(is_intact=False, is_ours=False, signer="")


def _verified(embedded):
    own, roots = _own_certificates(), _trusted_roots()
    trusted = ValidationContext(trust_roots=roots or own, allow_fetching=False)
    status = _apart(validate_pdf_signature, embedded, trusted)
    signer = status.signing_cert
    is_valid = status.intact and status.valid
    return Signature(
        is_intact=is_valid and status.coverage.name == "ENTIRE_FILE",
        # Anybody may put our certificate, which is public, into a signature of their own.
        is_ours=is_valid and any(signer.sha256 == one.sha256 for one in own),
        signer=_name(signer),
        root=_name(status.validation_path.first) if roots and status.trusted else "",
        has_expired=signer.not_valid_after < datetime.datetime.now(datetime.UTC),
    )


def knows_roots():
    """Has anybody said which authorities vouch for those who sign outside?"""
    return bool(settings.CERTIFICATES_TRUST_ROOTS)


def _apart(function, *arguments, **options):
    """pyHanko runs an event loop, which a thread that has one already refuses: a new thread has none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return function(*arguments, **options)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(function, *arguments, **options).result()


def _public(certificate):
    key = load_der_public_key(certificate.public_key.dump())
    if isinstance(key, RSAPublicKey):
        return PublicKey("RS256", "sha256", RSAAlgorithm.to_jwk(key, as_dict=True))
    digest = {256: "sha256", 384: "sha384", 521: "sha512"}[key.key_size]
    return PublicKey(f"ES{digest[3:]}", digest, ECAlgorithm.to_jwk(key, as_dict=True))


def _own_certificates():
    """Of every key that signs or has signed here."""
    paths = [settings.CERTIFICATES_SIGNING_CERTIFICATE, *settings.CERTIFICATES_FORMER_SIGNERS]
    return [_load(path) for path in paths if path]


def _trusted_roots():
    """Of the authorities whose signers are believed; a file may hold several."""
    return [
        x509.Certificate.load(found)
        for path in settings.CERTIFICATES_TRUST_ROOTS
        for _, _, found in pem.unarmor(Path(path).read_bytes(), multiple=True)
    ]


def _name(certificate):
    return certificate.subject.native.get("common_name", "")


def _load(path):
    """Refused where the file is away or holds no certificate."""
    try:
        found = x509.Certificate.load(pem.unarmor(Path(path).read_bytes())[2])
        # Read lazily: only now does a broken one show.
        found.public_key.dump()
    except (OSError, ValueError, TypeError) as error:
        logger.exception("the certificate of a signing key cannot be read")
        raise Refused(UNREADABLE) from error
    return found
