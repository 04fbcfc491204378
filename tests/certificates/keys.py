"""Keys that sign in tests: a file, a token of SoftHSM2, and a time-stamp server; made anew in a folder."""

import datetime
import os
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, pem, tsp, x509
from cryptography import x509 as crypto
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from certificates import signing

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


def key_and_certificate(name="Sở Công Thương tỉnh Vĩnh Long", *, days=365, begins=None, usage=None, issuer=None):
    """`issuer`: (key, certificate) of the authority that vouches for it; without one it vouches for itself."""
    # The library's stamper for tests signs with RSA alone.
    key = rsa.generate_private_key(65537, 2048) if usage else ec.generate_private_key(ec.SECP256R1())
    subject = crypto.Name([crypto.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    builder = (
        crypto.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(crypto.random_serial_number())
        .not_valid_before(today + (begins or datetime.timedelta(days=-800)))
        .not_valid_after(today + datetime.timedelta(days=days))
        .add_extension(crypto.KeyUsage(True, True, False, False, False, True, False, False, False), critical=True)
        .add_extension(crypto.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    if usage:
        builder = builder.add_extension(crypto.ExtendedKeyUsage([usage]), critical=True)
    return key, builder.sign(issuer[0] if issuer else key, hashes.SHA256())


def write_key_file(folder, settings, **options):
    """A key in PEM files, set as the portal's."""
    key, certificate = key_and_certificate(**options)
    (folder / "key.pem").write_bytes(_private(key, serialization.Encoding.PEM))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    settings.CERTIFICATES_SIGNING_KEY = str(folder / "key.pem")
    settings.CERTIFICATES_SIGNING_CERTIFICATE = str(folder / "certificate.pem")
    signing.forget_key()


def write_root(path, authority):
    """The certificate of an authority as an administrator names it in the settings."""
    path.write_bytes(authority[1].public_bytes(serialization.Encoding.PEM))
    return str(path)


def write_token(folder):
    """A token of its own in the folder, with a key that it only signs with; SOFTHSM2_CONF must name the folder.

    The library reads its settings once in a process: one folder for all tests.
    """
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    key, certificate = key_and_certificate()
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key8.pem").write_bytes(_private(key, serialization.Encoding.PEM))
    for arguments in (
        ["--init-token", "--free", "--label", "cnnt", "--so-pin", "5678", "--pin", "1234"],
        ["--token", "cnnt", "--pin", "1234", "--import", str(folder / "key8.pem"), "--label", "cnnt", "--id", "01"],
    ):
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, env=os.environ)


def use_token(folder, settings):
    settings.CERTIFICATES_SIGNING_CERTIFICATE = str(folder / "certificate.pem")
    settings.CERTIFICATES_PKCS11_MODULE = SOFTHSM
    settings.CERTIFICATES_PKCS11_TOKEN, settings.CERTIFICATES_PKCS11_LABEL = "cnnt", "cnnt"
    settings.CERTIFICATES_PKCS11_PIN = "1234"
    signing.forget_key()


def _private(key, encoding):
    return key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@contextmanager
def time_stamp_server():
    """Its address; it stamps like a real authority (RFC 3161), with a key of its own."""
    key, certificate = key_and_certificate("Dấu thời gian thử", usage=ExtendedKeyUsageOID.TIME_STAMPING)
    stamper = DummyTimeStamper(
        tsa_cert=x509.Certificate.load(pem.unarmor(certificate.public_bytes(serialization.Encoding.PEM))[2]),
        tsa_key=keys.PrivateKeyInfo.load(_private(key, serialization.Encoding.DER)),
    )

    class Stamp(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Stamp)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
