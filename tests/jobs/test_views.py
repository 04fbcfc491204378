import re
from datetime import UTC, datetime
from html import escape, unescape

import pytest
from django.template import Context, Template
from django.urls import reverse

from cnnt_portal.jobs import operations, watching
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from tests.worker import run_jobs

from . import kinds  # noqa: F401 registers the kinds of the tests

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def ask(by, kind="tests.greet", key="chao"):
    arguments = {"names": ["Hạnh"]}
    return operations.request(kind=kind, key=key, arguments=arguments, by=by, at=AT, link="/noi-xem/")


@pytest.fixture
def job(cast):
    return ask(cast.owner)


def bar_of(job, user):
    return Template("{% load jobs %}{% job_progress job reload=True %}").render(
        Context({"job": job, "user": user, "csrf_token": "x" * 32})
    )


def page(browser, name, job, **query):
    return browser.get(reverse(f"jobs:{name}", args=[job.pk]), query)


def test_an_open_job_asks_again_by_itself_and_an_ended_one_does_not(job, cast, client_of):
    browser = client_of(cast.owner)
    address = reverse("jobs:job_progress", args=[job.pk])
    assert f'hx-get="{address}"' in page(browser, "job_progress", job).content.decode()
    run_jobs()
    ended = page(browser, "job_progress", job).content.decode()
    assert "hx-get" not in ended
    assert 'href="/noi-xem/"' in ended


def test_a_page_that_shows_the_result_is_told_to_load_itself_when_the_job_ends(job, cast, client_of):
    browser = client_of(cast.owner)
    assert "HX-Refresh" not in page(browser, "job_progress", job, reload=1)
    run_jobs()
    assert "HX-Refresh" not in page(browser, "job_progress", job)
    assert page(browser, "job_progress", job, reload=1)["HX-Refresh"] == "true"


def test_the_bar_stands_on_the_page_that_started_the_job(job, cast):
    html = bar_of(job, cast.owner)
    assert f'hx-get="{reverse("jobs:job_progress", args=[job.pk])}?reload=1"' in html
    assert f'href="{reverse("jobs:job_detail", args=[job.pk])}"' in html
    assert f'action="{reverse("jobs:job_cancel", args=[job.pk])}"' in html


def test_a_colleague_whose_page_shows_the_bar_sees_it_move_and_end(job, cast, client_of):
    html = bar_of(job, cast.so_officer)
    (address,) = re.findall(r'hx-get="([^"]+)"', html)
    assert f'href="{reverse("jobs:job_detail", args=[job.pk])}"' not in html
    address, browser = unescape(address), client_of(cast.so_officer)
    moving = browser.get(address)
    assert "HX-Refresh" not in moving
    assert f'hx-get="{escape(address)}"' in moving.content.decode()
    run_jobs()
    ended = browser.get(address)
    assert ended["HX-Refresh"] == "true"
    assert "/noi-xem/" not in ended.content.decode()

    # It was shown to nobody else, says nothing of another job, and opens nothing but the bar.
    assert client_of(cast.outsider).get(address).status_code == 404
    other = ask(cast.owner, key="khac")
    assert browser.get(address.replace(f"/{job.pk}/", f"/{other.pk}/")).status_code == 404
    assert page(browser, "job_detail", job).status_code == 404
    assert browser.post(reverse("jobs:job_cancel", args=[job.pk])).status_code == 404


def test_the_bar_of_a_job_that_nobody_asked_for_moves_too(cast, client_of):
    job = ask(None)
    (address,) = re.findall(r'hx-get="([^"]+)"', bar_of(job, cast.so_officer))
    assert client_of(cast.so_officer).get(unescape(address)).status_code == 200


def test_the_address_of_anothers_bar_ends_a_day_after_the_page_was_drawn_however_often_it_was_asked(
    job, cast, client_of, monkeypatch
):
    browser, address = client_of(cast.so_officer), watching.bar(cast.so_officer, job, reload=False)["address"]
    (renewed,) = re.findall(r'hx-get="([^"]+)"', browser.get(address).content.decode())
    assert unescape(renewed) == address
    monkeypatch.setattr(watching, "SHOWN_FOR_SECONDS", -1)
    assert browser.get(address).status_code == 404


def test_a_job_is_cancelled_and_run_again_by_buttons(job, cast, client_of):
    browser = client_of(cast.owner)
    answer = browser.post(reverse("jobs:job_cancel", args=[job.pk]))
    assert answer.url == reverse("jobs:job_detail", args=[job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    browser.post(reverse("jobs:job_retry", args=[job.pk]))
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    late = browser.post(reverse("jobs:job_cancel", args=[job.pk]))
    assert late.status_code == 403
    assert "đã kết thúc" in late.content.decode()


def test_another_persons_job_does_not_exist(job, cast, client_of):
    assert page(client_of(cast.owner), "job_detail", job).status_code == 200
    browser = client_of(cast.outsider)
    assert page(browser, "job_detail", job).status_code == 404
    assert page(browser, "job_progress", job).status_code == 404
    assert browser.post(reverse("jobs:job_cancel", args=[job.pk])).status_code == 404
    assert browser.post(reverse("jobs:job_retry", args=[job.pk])).status_code == 404


def test_only_administrators_see_where_it_broke(cast, client_of, caplog):
    job = ask(cast.owner, kind="tests.break")
    work_on(job.pk)
    assert "ZeroDivisionError" in page(client_of(cast.administrator), "job_detail", job).content.decode()
    assert "ZeroDivisionError" not in page(client_of(cast.owner), "job_detail", job).content.decode()


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_jobs(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.owner)
    for rows in (1, 3):
        for number in range(rows):
            ask(cast.owner, key=f"{rows}-{number}")
        with django_assert_num_queries(6):
            response = browser.get(reverse("jobs:job_list"))
    assert len(response.context["page"].object_list) == 4
