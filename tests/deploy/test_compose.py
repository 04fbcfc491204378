"""docker-compose.yml hands on what the settings read."""

import re

from django.conf import settings

# For tests that break a worker; nobody turns these on a server.
NOT_OF_A_SERVER = {"JOBS_LEASE_SECONDS", "JOBS_REWAKE_SECONDS", "JOBS_SWEEP_SECONDS"}


def test_a_variable_of_the_settings_reaches_the_containers():
    """One that compose does not name stays in .env and does nothing, without a word."""
    files = [settings.BASE_DIR / "cnnt_portal" / "settings" / name for name in ("base.py", "production.py")]
    read = {name for file in files for name in re.findall(r'environ(?:\.get\(|\[)"(\w+)"', file.read_text("utf-8"))}
    compose = (settings.BASE_DIR / "docker-compose.yml").read_text("utf-8")
    handed_on = set(re.findall(r"^    ([A-Z0-9_]+): ", compose, re.MULTILINE))
    assert {"SECRET_KEY", "LOG_LEVEL"} <= read
    assert read - handed_on - NOT_OF_A_SERVER == set()
