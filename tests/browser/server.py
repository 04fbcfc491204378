"""A web process of its own on the test's database and files, which a test may really kill.

Only for tests marked `@pytest.mark.django_db(transaction=True)`: the process sees what is committed.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client

from tests.worker import wait_until


class Server:
    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cnnt_portal.settings.test",
            "CNNT_TEST_DIR": str(settings.TEST_DIR),
            "CNNT_TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        }
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._answers)

    def _answers(self):
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def page_of(self, person, new_context):
        """A page in which this person is signed in."""
        client = Client()
        client.force_login(person)
        context = new_context(base_url=self.url, locale="vi-VN", viewport={"width": 360, "height": 800})
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        return context.new_page()


@contextmanager
def running_server():
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.kill()
