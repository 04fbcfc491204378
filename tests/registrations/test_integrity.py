"""What was filed stays what it was, and who looks finds out when it does not."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from registrations.models import DossierVersion
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def test_a_changed_letter_shows_in_the_hash():
    version = make.submitted_entry().version
    version.content["establishment"]["name"] += "."
    assert not version.is_intact


def test_a_paper_taken_out_of_a_version_shows():
    version = make.submitted_entry().version
    version.papers.first().delete()
    assert not version.is_intact


def test_the_office_sees_on_its_page_whether_the_dossier_is_what_was_filed(client_of, cast):
    entry = make.submitted_entry()
    office, address = client_of(cast.so_officer), reverse("registrations:entry_detail", args=[entry.pk])
    assert "Còn nguyên" in office.get(address).content.decode()
    version = entry.version
    version.content["answers"]["labour"] = "999"
    DossierVersion.objects.filter(pk=version.pk).update(content=version.content)
    assert "Đã khác" in office.get(address).content.decode()


def test_the_check_of_the_whole_portal_names_each_version_that_is_not_what_was_filed(capsys):
    whole, changed = make.submitted_entry().version, make.submitted_entry().version
    call_command("check_integrity", "--files")
    assert "SAI" not in capsys.readouterr().out

    paper = whole.papers.select_related("file").first()
    default_storage.delete(paper.file.key)
    assert default_storage.save(paper.file.key, ContentFile(b"other")) == paper.file.key
    call_command("check_integrity")
    with pytest.raises(CommandError, match="^1 chỗ không đúng"):
        call_command("check_integrity", "--files")
    assert f"        tệp {paper.file_id} (" in capsys.readouterr().out

    changed.content["product"]["name"] = "Khác"
    DossierVersion.objects.filter(pk=changed.pk).update(content=changed.content)
    with pytest.raises(CommandError, match="^1 chỗ không đúng"):
        call_command("check_integrity")
    assert f"        phiên bản hồ sơ {changed.pk}\n" in capsys.readouterr().out
