"""Law 8: the number of queries of a list does not depend on the number of its rows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def assert_constant_queries(client, url, add_row, queries):
    """`add_row()` makes one more row of the list at `url`; `queries` is a literal, the same at 1 and at 3 rows."""
    add_row()
    # What is asked once per process (content types, the site) is not the list's.
    _asked(client, url)
    one = _asked(client, url)
    add_row()
    add_row()
    three = _asked(client, url)
    assert (len(one), len(three)) == (queries, queries), "\n".join(query["sql"][:200] for query in three)


def _asked(client, url):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return captured.captured_queries
