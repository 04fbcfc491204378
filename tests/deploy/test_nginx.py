"""deploy/nginx/portal.conf in a real nginx: what it lets through, and who may have a file."""

import http.server
import json
import shutil
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.backends import free_port
from tests.leaving_out import PATH
from tests.worker import wait_until

pytestmark = pytest.mark.needs("nginx")

SECRET = "giấy tờ.pdf"


class Portal(http.server.BaseHTTPRequestHandler):
    """Stands for the web containers: tells what reached it, and allows one file."""

    def do_GET(self):
        self.send_response(200)
        if self.path == "/allowed/":
            self.send_header("X-Accel-Redirect", f"/_tep/{quote(SECRET)}")
            self.send_header("Content-Type", "application/pdf")
            self.end_headers()
            return
        self.end_headers()
        self.wfile.write(json.dumps({"path": self.path, **dict(self.headers)}).encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args):
        pass


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "files").mkdir()
    (folder / "files" / SECRET).write_bytes(b"%PDF-1.7")
    (folder / "static").mkdir()
    (folder / "static" / "portal.1a2b.css").write_text("body{}")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    text = (settings.BASE_DIR / "deploy" / "nginx" / "portal.conf").read_text(encoding="utf-8")
    for there, here in {
        "server web:8000;": f"server 127.0.0.1:{upstream.server_port};",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
        "/etc/nginx/tls/": f"{folder}/",
        "/srv/files/": f"{folder}/files/",
        "/srv/static/": f"{folder}/static/",
    }.items():
        assert there in text
        text = text.replace(there, here)
    scratch = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        # One process under our own user, so that it may read the temporary folder.
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\ntypes {{ text/css css; }}\n{scratch}{text}\n}}\n"
    )
    server = subprocess.Popen([shutil.which("nginx", path=PATH), "-c", str(folder / "nginx.conf")])
    try:
        wait_until((folder / "pid").exists, seconds=20, explain=(folder / "error.log").read_text)
        yield Site(plain, secure)
    finally:
        server.terminate()
        server.wait(20)
        upstream.shutdown()
        upstream.server_close()


class Site:
    def __init__(self, plain, secure):
        self.plain, self.secure = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=trusting))

    def get(self, url, data=None, **headers):
        """(status, headers, body)"""
        request = urllib.request.Request(url, data, headers={"Host": "cnnt.example.vn", **headers})
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


def test_what_is_not_encrypted_is_sent_to_what_is(site):
    status, headers, _ = site.get(f"{site.plain}/san-pham/?q=mien")
    assert (status, headers["Location"]) == (301, "https://cnnt.example.vn/san-pham/?q=mien")


def test_the_health_page_answers_without_encryption_for_those_who_watch(site):
    status, _, body = site.get(f"{site.plain}/suc-khoe/")
    assert (status, json.loads(body)["path"]) == (200, "/suc-khoe/")


def test_the_portal_learns_the_host_and_that_the_line_is_safe_whatever_the_visitor_claims(site):
    _, _, body = site.get(f"{site.secure}/", **{"X-Forwarded-Proto": "http", "X-Forwarded-For": "6.6.6.6"})
    seen = json.loads(body)
    assert (seen["Host"], seen["X-Forwarded-Proto"], seen["X-Forwarded-For"]) == (
        "cnnt.example.vn",
        "https",
        "127.0.0.1",
    )


def test_a_file_comes_only_when_the_portal_allows_it(site):
    status, headers, body = site.get(f"{site.secure}/allowed/")
    assert (status, body) == (200, b"%PDF-1.7")
    assert headers["Content-Type"] == "application/pdf"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert site.get(f"{site.secure}/_tep/{quote(SECRET)}")[0] == 404


def test_static_files_are_kept_for_ever(site):
    status, headers, body = site.get(f"{site.secure}/static/portal.1a2b.css")
    assert (status, body) == (200, b"body{}")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_stranger_sends_no_large_body_but_to_the_check_of_a_certificate(site):
    large, signed_in = bytes(1_000_000), {"Cookie": "csrftoken=x; sessionid=y"}

    def status(path, data, **headers):
        return site.get(f"{site.secure}{path}", data, **headers)[0]

    assert status("/ho-so/1/giay-to/", large) == 413
    assert status("/ho-so/1/giay-to/?a=/kiem-tra/tep/", large) == 413
    assert status("/ho-so/1/giay-to/", iter([large]), **{"Transfer-Encoding": "chunked"}) == 413
    assert status("/ho-so/1/giay-to/", large[:-1]) == 200
    assert status("/ho-so/1/giay-to/", large, **signed_in) == 200
    assert status("/kiem-tra/tep/", large) == 200


def test_whoever_sends_too_much_reads_what_to_do(site):
    status, headers, body = site.get(f"{site.secure}/ho-so/1/giay-to/", bytes(1_000_000))
    assert (status, headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "gửi ít tệp hơn mỗi lần" in body.decode()


def test_guessing_passwords_is_slowed_down(site):
    statuses = [site.get(f"{site.secure}/tai-khoan/login/")[0] for _ in range(40)]
    assert statuses[0] == 200
    assert set(statuses) == {200, 429}
