"""PostgreSQL and Redis of our own: on free ports, in a temporary folder, gone when the command ends.

`python -m tests.backends COMMAND …` runs the command with POSTGRES_PORT and REDIS_URL set; `--database NAME` before it
makes that database first. Standard library only.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# A crash may lose this data and nobody minds: three times faster.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "log_min_messages": "fatal",
    # A line that somebody forgot with its transaction open holds its locks: the next test would wait for ever.
    "idle_in_transaction_session_timeout": "120s",
    "timezone": "UTC",
}


class Unobtainable(Exception):
    """The distribution's package is not installed."""


def postgres_binaries():
    """The folder of the newest PostgreSQL of the distribution."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not versions:
        raise Unobtainable("PostgreSQL is not installed (package postgresql).")
    return versions[-1].parent


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def private_postgres(**settings):
    """A fresh cluster; yields its port. The superuser is `postgres`, trusted on 127.0.0.1."""
    binaries = postgres_binaries()
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    with _folder("cnnt-postgres-", user) as folder:
        data = folder / "data"
        subprocess.run(
            [*_as(user), binaries / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "-D", data],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        port = free_port()
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "port": str(port)}
        arguments = [f"-c{name}={value}" for name, value in (FAST | options | settings).items()]
        # SIGINT is PostgreSQL's fast shutdown; it also comes if we are killed ourselves.
        command = [*_as(user, death="INT"), binaries / "postgres", "-D", data, *arguments]
        with _running(command, signal.SIGINT, folder) as process:
            ready = [
                binaries / "pg_isready",
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                str(port),
                "-U",
                "postgres",
                "-d",
                "postgres",
            ]
            _wait(process, lambda: subprocess.run(ready).returncode == 0)
            yield port


@contextlib.contextmanager
def private_redis():
    """An empty Redis that writes nothing to disk; yields its URL."""
    server = shutil.which("redis-server")
    if not server:
        raise Unobtainable("Redis is not installed (package redis-server).")
    with tempfile.TemporaryDirectory(prefix="cnnt-redis-") as folder:
        port = free_port()
        command = [*_as(None, death="TERM"), server, "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", folder, "--loglevel", "warning"]
        with _running(command, signal.SIGTERM, folder) as process:
            _wait(process, lambda: _answers(port))
            yield f"redis://127.0.0.1:{port}/0"


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _as(user, *, death=None):
    """Prefix that changes the user where we may, and ties the process's life to ours."""
    prefix = ["setpriv"]
    if user and os.getuid() == 0:
        prefix += ["--reuid", user, "--regid", user, "--init-groups"]
    if death:
        prefix += ["--pdeathsig", death]
    return prefix if len(prefix) > 1 else []


@contextlib.contextmanager
def _folder(prefix, user):
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        shutil.chown(name, user)
        yield Path(name)


@contextlib.contextmanager
def _running(command, stop, folder):
    # Its own session: Ctrl-C in the terminal reaches us first, and we stop it in order.
    with open(Path(folder) / "log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, cwd=folder)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process, ready, seconds=30):
    deadline = time.monotonic() + seconds
    while not ready():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args} did not start")


def create_database(name, port):
    psql = [postgres_binaries() / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
    subprocess.run([*psql, "--quiet", "-c", f"CREATE DATABASE {name}", "postgres"], check=True)


def main(command):
    # Being told to stop must run every `finally` above.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with private_postgres() as port, private_redis() as url:
        if command[0] == "--database":
            create_database(command[1], port)
            command = command[2:]
        child = subprocess.Popen(command, env=os.environ | {"POSTGRES_PORT": str(port), "REDIS_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait(60)
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
