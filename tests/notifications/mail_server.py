"""A real mail server on a free port that keeps what it is given and refuses whom it is told to."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Post:
    def __init__(self):
        self.received = []
        self.refused = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 the library's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    @property
    def addresses(self):
        return sorted(address for addresses, _ in self.received for address in addresses)


class AnyPort(Controller):
    def _trigger_server(self):
        # The library calls on the port it was given; port 0 means that the system chose one.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(settings):
    """Makes it the portal's mail server as long as the block lasts; yields its Post."""
    post = Post()
    controller = AnyPort(post, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    try:
        yield post
    finally:
        controller.stop()
