"""A certificate as a W3C Verifiable Credential (Open Badges 3.0), and the lists that say which are no longer worth it.

Signed as JWT (VC-JOSE-COSE) with the key that signs the papers; whoever holds one verifies it without asking us, but
for the status list. Only what is on the paper goes in; of people nothing but the signer's office.
"""

import datetime
import gzip
import hashlib
import json
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from jwt.utils import base64url_encode

from . import signing
from .paper import public_address

W3C = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
MEDIA_TYPE = "application/vc+jwt"
# A list shorter than this would tell who asks for it (W3C Bitstring Status List).
LIST_LENGTH = 131_072
# Seconds for which a signature is kept.
KEPT_FOR = 24 * 3600


@dataclass(frozen=True)
class Purpose:
    """Why a certificate may have no force: the word in the address, and that of the standard."""

    slug: str
    name: str


REVOCATION = Purpose("thu-hoi", "revocation")
SUSPENSION = Purpose("tam-dinh-chi", "suspension")
PURPOSES = {purpose.slug: purpose for purpose in (REVOCATION, SUSPENSION)}


def issuer_id():
    """The portal as a did:web: its keys stand at /.well-known/did.json."""
    return f"did:web:{quote(urlsplit(settings.PORTAL_URL).netloc, safe='')}"


def issuer_document():
    """The keys that sign here, and those that have signed."""
    keys = [
        {"id": _key_id(key), "type": "JsonWebKey", "controller": issuer_id(), "publicKeyJwk": key.jwk}
        for key in signing.public_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer_id(),
        "verificationMethod": keys,
        "assertionMethod": [key["id"] for key in keys],
    }


def credential(certificate):
    """What the paper says, in the words of the standards."""
    number, level = certificate.number, certificate.level_words.lower()
    return {
        "@context": [W3C, OPEN_BADGES],
        "id": _address("credential", certificate.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer_id(), "type": ["Profile"], "name": certificate.issuer},
        "validFrom": _beginning(certificate.issued_on),
        "validUntil": _end(certificate.valid_until),
        "name": f"Giấy chứng nhận số {number}: {certificate.product_name}",
        "credentialSubject": {
            "id": _address("product", certificate.product_id),
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{public_address(certificate)}#cong-nhan",
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": f"Sản phẩm công nghiệp nông thôn tiêu biểu {level} {certificate.year}",
                "description": (
                    f"{certificate.product_name} của {certificate.establishment_name}, {certificate.unit_name}. "
                    f"Quyết định số {certificate.decision_number} ngày {certificate.decision_date:%d/%m/%Y} "
                    f"của {certificate.issuer}."
                ),
                "criteria": {
                    "narrative": f"Được bình chọn và công nhận tại {certificate.round_title} "
                    "theo Thông tư 26/2014/TT-BCT và các thông tư sửa đổi."
                },
            },
        },
        "evidence": [
            {"id": public_address(certificate), "type": ["Evidence"], "name": "Trang kiểm tra giấy chứng nhận"}
        ],
        "credentialStatus": [_entry(certificate, purpose) for purpose in PURPOSES.values()],
    }


def status_list(purpose, part, pks, *, at):
    """The list's credential on the day of `at`; `pks` are the certificates of this part that lack force."""
    bits = bytearray(LIST_LENGTH // 8)
    for pk in pks:
        place = pk % LIST_LENGTH
        bits[place // 8] |= 0x80 >> place % 8
    day = timezone.localdate(at)
    address = _list_address(purpose, part)
    return {
        "@context": [W3C],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id(),
        "validFrom": _beginning(day),
        "validUntil": _end(day),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.name,
            "encodedList": "u" + base64url_encode(gzip.compress(bytes(bits), mtime=0)).decode(),
        },
    }


def part_of(certificate):
    return certificate.pk // LIST_LENGTH


def keys_of_part(part):
    """The range of primary keys whose bits stand in this part of a list."""
    return range(part * LIST_LENGTH, (part + 1) * LIST_LENGTH)


def signed(claims, *, at):
    """The credential as a JWT; Refused with a sentence where the portal cannot sign now."""
    key = signing.public_keys()[0]
    # Open Badges 3.0 wants this type and the registered claims beside the credential's own.
    head = {"alg": key.algorithm, "kid": _key_id(key), "typ": "JWT"}
    issuer = claims["issuer"]
    body = claims | {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": claims["id"],
        "sub": claims["credentialSubject"]["id"],
        "nbf": _seconds(claims["validFrom"]),
        "exp": _seconds(claims["validUntil"]),
    }
    text = b".".join(base64url_encode(json.dumps(part, ensure_ascii=False).encode()) for part in (head, body))
    # By the text itself, whoever asks at whatever address: a token signs ten times a second, and papers wait for it.
    seal = cache.get_or_set(
        f"certificates:seal:{timezone.localdate(at):%Y%m%d}:{hashlib.sha256(text).hexdigest()}",
        lambda: base64url_encode(signing.sign_text(text, at=at)),
        KEPT_FOR,
    )
    return text + b"." + seal


def _entry(certificate, purpose):
    address = _list_address(purpose, part_of(certificate))
    place = certificate.pk % LIST_LENGTH
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose.name,
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def _list_address(purpose, part):
    return _address("status_list", purpose.slug, part)


def _address(name, *arguments):
    return urljoin(settings.PORTAL_URL, reverse(f"certificates:{name}", args=arguments))


def _key_id(key):
    return f"{issuer_id()}#{key.thumbprint}"


def _beginning(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min)).isoformat()


def _end(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59))).isoformat()


def _seconds(moment):
    return int(datetime.datetime.fromisoformat(moment).timestamp())
