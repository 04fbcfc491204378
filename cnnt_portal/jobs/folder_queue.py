"""Kombu's queue in the file system, with whole files.

Kombu creates a message under its final name and writes it afterwards, so that a reader may meet an empty one and the
whole worker ends with a JSONDecodeError (celery/kombu#1551). Here every file is written aside and renamed.
"""

import fcntl
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        # Readers take the files by name in order: oldest first.
        _write_whole(Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}.msg", payload)

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _alone_in(self.control_folder):
            bindings = self.get_table(exchange)
            if binding not in bindings:
                _write_whole(self._exchange_file(exchange), [binding, *bindings])


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(path, content):
    half = path.with_name(f"{path.name}.{uuid.uuid4().hex}.half")
    half.write_text(dumps(content))
    half.rename(path)


@contextmanager
def _alone_in(folder):
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
