"""A real browser on the live server. `from tests.browser.fixtures import *` gives a folder these fixtures."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client

# Playwright keeps an event loop in this thread from its first use on, and Django would refuse every query after that.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

__all__ = ["base_url", "browser_type_launch_args", "page_of"]


@pytest.fixture(scope="session")
def base_url():
    """In place of the plugin's own, which this pytest warns of; `page_of` sets the live server's address."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    switches = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
    return {**browser_type_launch_args, "executable_path": executable, "args": switches.split()}


@pytest.fixture
def page_of(new_context, live_server):
    """`page_of(person)`: a page in which this person is signed in; `page_of()` is anybody.

    Addresses may be relative: `page.goto("/thanh-phan/")`. Whatever any page complained of on its console (broken
    scripts, missing files, violations of the Content-Security-Policy) fails the test at its end, and so does any 500.
    """
    complaints = []

    def heard(message):
        # A page that is meant to be refused is reported as a resource too; missing files of our own are not meant.
        refused_page = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        # A test that cuts the line; a slow machine may still fetch a font then.
        lost_line = message.text.startswith(("htmx:sendError", "htmx:afterRequest"))
        lost_line |= "ERR_INTERNET_DISCONNECTED" in message.text
        if message.type in ("error", "warning") and not refused_page and not lost_line:
            complaints.append(f"{message.location['url']}: {message.text}")

    def open_as(person=None, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = new_context(base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
        if person is not None:
            client = Client()
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", heard)
        page.on("response", lambda answer: answer.status >= 500 and complaints.append(f"{answer.url}: {answer.status}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_as
    assert not complaints, "\n".join(complaints)
