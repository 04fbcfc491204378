"""What the office sees of a correction: every field and every file that differs, and nothing else."""

import pytest
from django.urls import reverse

from registrations import fields, operations
from registrations.comparing import differences
from registrations.models import PaperKind
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def _completed():
    """Filed, returned for one section and the papers, corrected there, filed again."""
    entry = make.submitted_entry()
    owner = make.owner_of_entry(entry)
    points = [make.POINT | {"part": part} for part in ("papers", "business")]
    entry = operations.return_for_completion(entry=entry, points=points, by=make.officer_of(entry.round), at=make.AT)
    dossier = entry.dossier
    section = fields.SECTION_OF["business"]
    answers = {key: make.ANSWERS[key] for key in section.keys if key in make.ANSWERS}
    answers |= {"labour": "15", "revenue": answers["revenue"] | {str(make.YEARS[0]): "3000000000"}}
    revision = dossier.section_revision("business")
    operations.save_section(dossier=dossier, section=section, answers=answers, revision=revision, by=owner, at=make.AT)
    operations.remove_paper(paper=dossier.papers.get(kind=PaperKind.PHOTO_TOP), by=owner, at=make.AT)
    make.add_paper(dossier, PaperKind.PHOTO_TOP, content=make.photo(7), caption="chụp lại")
    return operations.complete(entry=entry, is_true_stated=True, by=owner, at=make.AT)


def test_two_filings_differ_in_what_was_corrected_and_nowhere_else():
    entry = _completed()
    first, second = (version.content for version in entry.dossier.versions.all())
    assert differences(first, first) == []
    year = make.YEARS[0]
    assert [(row.label, row.before, row.after) for row in differences(first, second)] == [
        (f"Doanh thu năm {year}", "2.880.000.000 đồng", "3.000.000.000 đồng"),
        ("Số lao động thường xuyên", "14 người", "15 người"),
        ("Ảnh chụp từ trên xuống", "tu-tren.png", "tu-tren.png, chụp lại"),
    ]


def _photo(sha256, **facts):
    plain = dict.fromkeys(("caption", "issuer", "number", "issued_on", "expires_on"), "")
    return plain | {"kind": "photo_other", "label": "Ảnh khác", "name": f"{sha256}.png", "sha256": sha256} | facts


def test_one_file_takes_the_place_of_the_only_other_of_its_kind_and_of_several_nobody_can_tell():
    content = make.submitted_entry().version.content

    def changed(before, after):
        rows = differences(*(content | {"papers": papers} for papers in (before, after)))
        return [(row.before, row.after) for row in rows]

    a, b, c, d = (_photo(name) for name in "abcd")
    assert changed([a], [b]) == [("a.png", "b.png")]
    assert changed([a], [a | {"caption": "hộp"}]) == [("a.png", "a.png, hộp")]
    assert changed([a, c], [b, c]) == [("a.png", "b.png")]
    assert changed([a, b], [c, d]) == [("a.png", ""), ("b.png", ""), ("", "c.png"), ("", "d.png")]
    assert changed([a], [_photo("z", name="a.png")]) == [("a.png", "a.png")]
    assert changed([a, b], [b, a]) == []


def test_the_office_sees_both_filings_of_its_entry_and_nonsense_in_the_address_changes_nothing(client_of):
    entry = _completed()
    office, address = client_of(make.officer_of(entry.round)), reverse("registrations:version_compare", args=[entry.pk])
    for query in ({}, {"tu": "1", "den": "2"}, {"tu": "x", "den": "9" * 30}):
        page = office.get(address, query)
        assert (page.context["before"].place, page.context["after"].place) == (1, 2)
        assert "3.000.000.000 đồng" in page.content.decode()
    assert office.get(address, {"tu": "2", "den": "2"}).context["differences"] == []


def test_each_changed_file_opens_as_it_was_filed_each_time_and_a_later_filing_is_not_shown(client_of):
    entry = _completed()
    first, second = entry.dossier.versions.all()
    office = client_of(make.officer_of(entry.round))
    page = office.get(reverse("registrations:version_compare", args=[entry.pk]))
    photos = [version.papers.get(kind=PaperKind.PHOTO_TOP) for version in (first, second)]
    shown = [[old, new] for row, old, new in page.context["differences"] if old or new]
    assert shown == [photos]
    addresses = [reverse("registrations:version_paper_download", args=[entry.pk, paper.pk]) for paper in photos]
    assert [address in page.content.decode() for address in addresses] == [True, True]
    assert [office.get(address).status_code for address in addresses] == [200, 200]
    entry.versions.set([first])
    assert [office.get(address).status_code for address in addresses] == [200, 404]


def test_a_dossier_filed_once_has_nothing_to_compare(client_of):
    entry = make.submitted_entry()
    page = client_of(make.owner_of_entry(entry)).get(reverse("registrations:version_compare", args=[entry.pk]))
    assert "chưa có gì để so sánh" in page.content.decode()
