import pytest
from django.db import OperationalError, connection

URL = "/suc-khoe/"


@pytest.mark.django_db
def test_a_portal_whose_database_answers_is_healthy(client):
    response = client.get(URL)
    assert response.status_code == 200
    assert response.content.decode() == "Hoạt động bình thường."
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_portal_whose_database_is_silent_says_so_and_tells_no_more(client):
    def silent(execute, sql, params, many, context):
        raise OperationalError("secret host is down")

    with connection.execute_wrapper(silent):
        response = client.get(URL)
    assert response.status_code == 503
    assert response.content.decode() == "Cơ sở dữ liệu không trả lời."
