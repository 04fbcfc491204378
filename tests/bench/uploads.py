"""What a web process holds in memory while an establishment sends 400 MB: as much as for one file."""

import base64
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cnnt_portal.accounts.models import User
from registrations.models import Entry, Paper
from registrations.operations import remove_paper
from registrations.workflow import EntryState
from tests.worker import wait_until

from . import memory

FILES, SIDE, CHUNK = 20, 2580, 4 * 1024 * 1024
_BOUNDARY = "----cnnt"


def photo(number):
    """Twenty megabytes that nothing can compress; each number another picture."""
    pixels = bytearray(_noise())
    pixels[:4] = number.to_bytes(4, "big")
    out = BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), bytes(pixels)).save(out, "PNG", compress_level=0)
    return out.getvalue()


@cache
def _noise():
    return Random(7).randbytes(SIDE * SIDE * 3)


class Web:
    """The portal's web processes, started as the embedded mode starts them."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = f"-m gunicorn cnnt_portal.wsgi --preload --bind 127.0.0.1:{self.port} --worker-class gthread"
        self.process = subprocess.Popen(
            [sys.executable, *command.split(), "--workers", "2", "--threads", "4", "--timeout", "60"],
            env=os.environ | {"CNNT_TEST_DIR": str(settings.TEST_DIR)},
            cwd=settings.BASE_DIR,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: self.answers() and len(self._workers()) == 2)

    def answers(self):
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def _workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self):
        """Megabytes resident in the largest web process."""
        found = [Path(f"/proc/{pid}/status").read_text() for pid in self._workers()]
        return max(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in found) / 1024

    @contextmanager
    def watched(self):
        """Gives a list of one: the peak until the end."""
        peak, over = [self.memory()], threading.Event()

        def look():
            while not over.wait(0.02):
                peak[0] = max(peak[0], self.memory())

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield peak
        finally:
            over.set()
            thread.join()


class Sender:
    """The owner's browser, as far as the wire is concerned."""

    def __init__(self, web, owner):
        client = Client()
        client.force_login(owner)
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.port, self.token = web.port, "a" * 32

    def ask(self, method, address, body=b"", **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={self.token}"
        line.request(method, address, body, {"Cookie": cookie, "X-CSRFToken": self.token, **headers})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        if answer.status >= 400 or (method == "POST" and answer.status == 200):
            raise AssertionError(f"{method} {address}: {answer.status} {content[:2000].decode()}")
        return answer

    def by_pieces(self, content, purpose):
        metadata = (
            f"purpose {base64.b64encode(purpose.encode()).decode()},filename {base64.b64encode(b'a.png').decode()}"
        )
        tus = {"Tus-Resumable": "1.0.0"}
        begun = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
        address = self.ask("POST", reverse("files:upload_create"), **tus, **begun).headers["Location"]
        for start in range(0, len(content), CHUNK):
            facts = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
            self.ask("PATCH", address, content[start : start + CHUNK], **tus, **facts)
        return address.strip("/").split("/")[-1]

    def form(self, address, fields, photos=()):
        def parts():
            for name, value in [("kind", "photo_other"), *fields]:
                yield f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for number in photos:
                head = f'form-data; name="upload"; filename="{number}.png"\r\nContent-Type: image/png'
                yield f"--{_BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n".encode()
                yield photo(number)
                yield b"\r\n"
            yield f"--{_BOUNDARY}--\r\n".encode()

        length = sum(len(part) for part in parts())
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Content-Length": str(length)}
        self.ask("POST", address, parts(), **kind)


def _draft():
    """A seeded draft without papers of ours, and somebody who writes it."""
    for entry in Entry.objects.filter(state=EntryState.DRAFT).select_related("product__establishment__organisation"):
        body = entry.product.establishment.organisation
        owner = next((u for u in User.objects.filter(is_active=True) if body and u.belongs_to(body)), None)
        if owner is not None and entry.dossier.open_parts():
            return entry, owner
    raise AssertionError("the seed holds no draft that somebody writes")


def peaks(send):
    """Bytes at the peak of (twenty files, one file), the smaller first so that it warms the process."""
    entry, owner = _draft()
    address = reverse("registrations:paper_list", args=[entry.pk])
    web = Web()
    try:
        sender, found = Sender(web, owner), {}
        before = web.memory()
        for numbers in (range(1), range(1, 1 + FILES)):
            with web.watched() as peak:
                send(sender, address, f"giay-to:{entry.pk}:photo_other", numbers)
            found[len(numbers)] = peak[0]
            for paper in Paper.objects.filter(dossier=entry.dossier_id, added_by=owner, kind="photo_other"):
                remove_paper(paper=paper, by=owner, at=timezone.now())
        after = web.memory()
        print(f"  {before:.0f} MB before, {found[1]:.0f} with one, {found[FILES]:.0f} with {FILES}, then {after:.0f}")
    finally:
        web.process.terminate()
        web.process.wait(20)
    return found[FILES] * 1e6, found[1] * 1e6


@memory("upload_400mb_by_pieces", limit=1.3)
def by_pieces():
    def send(sender, address, purpose, numbers):
        arrived = [sender.by_pieces(photo(number), purpose) for number in numbers]
        sender.form(address, [("upload-arrived", token) for token in arrived])

    return peaks(send)


@memory("upload_400mb_with_the_form", limit=1.3)
def with_the_form():
    return peaks(lambda sender, address, purpose, numbers: sender.form(address, (), numbers))
