"""What the commands do to the virtual environment before anything else runs."""

import shutil
import subprocess

import pytest
from django.conf import settings


def test_a_linked_environment_is_never_cleared(tmp_path):
    clone, elsewhere = tmp_path / "clone", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    shutil.copytree(settings.BASE_DIR / "deploy", clone / "deploy")
    (clone / ".venv").symlink_to(elsewhere)
    said = subprocess.run(
        ["bash", "-c", ". deploy/prepare.sh; python_packages run"], cwd=clone, capture_output=True, text=True
    )
    assert (said.returncode, "is a link to" in said.stderr) == (1, True)
    assert (elsewhere / "precious").exists()


def test_who_may_not_install_is_given_the_exact_line(tmp_path):
    script = """
        . deploy/prepare.sh
        installed() { false; }; may_install() { false; }; obtainable() { [ "$1" != fonts-liberation2 ]; }
        need_packages "libpango-1.0-0" "fonts-liberation2|fonts-liberation"
    """
    said = subprocess.run(["bash", "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True)
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libpango-1.0-0 fonts-liberation"
    assert (said.returncode, said.stderr.splitlines()[2].strip()) == (1, line)


@pytest.mark.parametrize(("code", "shown"), [(0, False), (1, True)])
def test_pip_speaks_in_few_words_unless_it_fails(tmp_path, code, shown):
    clone = tmp_path / "clone"
    (clone / ".venv" / "bin").mkdir(parents=True)
    shutil.copytree(settings.BASE_DIR / "deploy", clone / "deploy")
    (clone / "requirements.txt").write_text("django\n")
    pip = clone / ".venv" / "bin" / "python"
    pip.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] || {{ echo "Collecting django"; echo "ERROR: no disk space"; exit {code}; }}\n'
    )
    pip.chmod(0o755)
    said = subprocess.run(
        ["bash", "-c", "set -eu; . deploy/prepare.sh; python_packages run"], cwd=clone, capture_output=True, text=True
    )
    assert (said.returncode, "Installing Python packages" in said.stderr) == (code, True)
    assert ("ERROR: no disk space" in said.stderr, "pip could not install" in said.stderr) == (shown, shown)
    assert (clone / ".venv" / ".installed-run").exists() is not shown
