"""The embedded queue under several writers and readers at once."""

from multiprocessing import get_context

import pytest
from kombu import Connection, Queue

import cnnt_portal.celery  # noqa: F401 names our transport, in the writers too

MESSAGES = 150


def options(folder):
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.01,
    }


def write(folder, writer):
    with Connection("filesystem://here", transport_options=options(folder)) as connection:
        queue = Queue(f"queue-{writer}", routing_key=f"queue-{writer}")
        producer = connection.Producer()
        for number in range(MESSAGES):
            producer.publish(
                [writer, number], routing_key="shared", declare=[queue, Queue("shared", routing_key="shared")]
            )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "messages").mkdir()
    (tmp_path / "control").mkdir()
    return tmp_path


def test_a_reader_never_meets_half_a_message(folder):
    spawn = get_context("spawn")
    writers = [spawn.Process(target=write, args=(folder, writer)) for writer in range(3)]
    for writer in writers:
        writer.start()
    got = []
    with Connection("filesystem://here", transport_options=options(folder)) as connection:
        queue = Queue("shared", routing_key="shared")
        with connection.Consumer([queue], accept=["json"]) as consumer:
            consumer.register_callback(lambda body, message: (got.append(tuple(body)), message.ack()))
            while len(got) < 3 * MESSAGES:
                connection.drain_events(timeout=60)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert sorted(got) == [(writer, number) for writer in range(3) for number in range(MESSAGES)]
    for writer in range(3):
        assert [number for by, number in got if by == writer] == list(range(MESSAGES))
