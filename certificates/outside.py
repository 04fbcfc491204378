"""Certificates signed outside the portal, with an official's own token: what comes back is checked before it counts.

The portal keeps the bytes that it handed out. A signing program only appends to a PDF, so that what comes back begins
with them; whatever it appended must leave the words of the page as they were.
"""

import hashlib
from dataclasses import dataclass

from cnnt_portal.errors import Refused

from . import signed_pages as pages
from . import signing
from .paper import words_of


@dataclass(frozen=True)
class SignedPaper:
    certificate: object
    content: bytes
    signer: str
    # The authority that vouches for the signer; nothing where the portal was told of none.
    root: str


def read_back(content, name, waiting):
    """The SignedPaper of these bytes. `waiting`: certificates with the file that was handed out to be signed.

    Refused with a sentence about the file of that name.
    """
    certificate = _whose(content, waiting)
    if certificate is None:
        raise Refused(f"“{name}” không phải tệp cổng đã giao để ký, hoặc phần mềm ký đã ghi lại cả tệp.")
    signature = signing.read(content)
    if signature is None:
        raise Refused(f"“{name}” chưa có chữ ký số.")
    if not signature.is_intact:
        raise Refused(f"Chữ ký số trong “{name}” không còn nguyên vẹn hoặc không phủ hết tệp.")
    if signing.knows_roots() and not signature.root:
        raise Refused(_not_vouched_for(name, signature))
    with certificate.to_sign.open() as file:
        handed_out = file.read()
    if not pages.is_untouched(handed_out, content):
        raise Refused(f"Nội dung trang giấy trong “{name}” đã bị thay đổi sau khi giao để ký.")
    if pages.covered(content, words_of(certificate)):
        raise Refused(
            f"Hình chữ ký trong “{name}” nằm đè lên chữ hoặc mã QR của giấy. Hãy ký lại, để hình chữ ký ở chỗ người ký "
            "hoặc không hiện hình."
        )
    return SignedPaper(certificate, content, signature.signer, signature.root)


def _not_vouched_for(name, signature):
    if signature.has_expired:
        return f"Chứng thư của {signature.signer}, người ký “{name}”, đã hết hạn."
    return (
        f"“{name}” do {signature.signer} ký, nhưng chứng thư ấy không thuộc tổ chức chứng thực nào mà cổng tin cậy. "
        "Hãy báo quản trị cổng nếu đây là chữ ký đúng."
    )


def _whose(content, waiting):
    """Hashes the beginning of the file once for each length that was handed out."""
    beginnings = {}
    for certificate in waiting:
        size = certificate.to_sign.size
        if size not in beginnings and size <= len(content):
            beginnings[size] = hashlib.sha256(content[:size]).hexdigest()
        if beginnings.get(size) == certificate.to_sign.sha256:
            return certificate
    return None
