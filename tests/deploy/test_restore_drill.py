"""The drill of docs/trien-khai.md on a real PostgreSQL: copy, lose, put back, compare."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.postgres
SCRIPTS = settings.BASE_DIR / "deploy"
# One query per table: its name and a digest of all its rows.
DIGESTS = """
    SELECT format('SELECT %L, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) FROM %I t',
        tablename, tablename) FROM pg_tables WHERE schemaname = 'public'
"""


class Site:
    """A database and a folder of files, reached as the scripts reach the real ones."""

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        (folder / "files").mkdir(parents=True)
        server = connection.settings_dict
        self.server = ["-h", server["HOST"], "-p", str(server["PORT"]), "-U", server["USER"]]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "S3_"))}
        self.environment = kept | {
            "POSTGRES_HOST": server["HOST"],
            "POSTGRES_PORT": str(server["PORT"]),
            "POSTGRES_USER": server["USER"],
            "POSTGRES_PASSWORD": server["PASSWORD"],
            "PGPASSWORD": server["PASSWORD"],
            "POSTGRES_DB": database,
            "CNNT_TEST_DB_NAME": database,
            "CNNT_VAR_DIR": str(folder),
        }

    def run(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, cwd=settings.BASE_DIR)

    def sql(self, query, database=None):
        found = self.run("psql", "--no-psqlrc", *self.server, "-d", database or self.database, "-Atc", query)
        assert found.returncode == 0, found.stderr
        return found.stdout.strip()

    def copy_tables_of(self, database):
        """The tables of the database that the suite has migrated, which is dearer to do again than to copy."""
        dump = self.folder / "tables.sql"
        for command in (["pg_dump", "-f", dump, database], ["psql", "-q", "-f", dump, self.database]):
            done = self.run(command[0], *self.server, *command[1:])
            assert done.returncode == 0, done.stderr

    def manage(self, *command):
        self.environment["DJANGO_SETTINGS_MODULE"] = "cnnt_portal.settings.test"
        done = self.run(sys.executable, "manage.py", *command)
        assert done.returncode == 0, done.stderr

    def backup(self, into):
        done = self.run(SCRIPTS / "backup.sh", into)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def restore(self, *arguments):
        return self.run(SCRIPTS / "restore.sh", *arguments)

    def content(self):
        """{table: digest of all its rows}"""
        queries = self.sql(DIGESTS).splitlines()
        return dict(line.split("|") for line in self.sql(" UNION ALL ".join(queries)).splitlines())


@contextmanager
def a_site(name, folder):
    site = Site(name, folder)
    site.sql(f"CREATE DATABASE {name}", database="postgres")
    try:
        yield site
    finally:
        site.sql(f"DROP DATABASE {name} WITH (FORCE)", database="postgres")


@pytest.fixture(scope="module")
def portal(django_db_setup, worker_id, tmp_path_factory):
    """A portal with the tables of the suite's own database and the real rules, and one filed paper."""
    with a_site(f"drill_{worker_id}", tmp_path_factory.mktemp("portal")) as site:
        site.copy_tables_of(connection.settings_dict["NAME"])
        site.manage("load_rule_sets")
        (site.folder / "files" / "hồ sơ.pdf").write_bytes(b"%PDF-1.7 Mi\xe1\xba\xbfn dong")
        yield site


@pytest.fixture
def copy(portal, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(portal.backup(tmp_path / "backup"), tmp_path / "copy")


@pytest.fixture
def elsewhere(worker_id, tmp_path):
    with a_site(f"elsewhere_{worker_id}", tmp_path / "site") as site:
        yield site


def test_what_was_copied_comes_back_row_by_row_and_byte_by_byte(portal, copy, elsewhere):
    done = elsewhere.restore(copy)
    assert done.returncode == 0, done.stderr
    before = portal.content()
    assert before["rulebook_parameter"] != before["registrations_entry"]
    assert elsewhere.content() == before
    files = {path.name: path.read_bytes() for path in (elsewhere.folder / "files").iterdir()}
    assert files == {"hồ sơ.pdf": b"%PDF-1.7 Mi\xe1\xba\xbfn dong"}
    # What came back can be copied again, and the portal finds nothing to migrate.
    elsewhere.manage("migrate", "--check")
    elsewhere.backup(elsewhere.folder / "again")


def test_a_database_with_tables_is_not_thrown_away_unasked(portal, copy, elsewhere):
    assert elsewhere.restore(copy).returncode == 0
    elsewhere.sql("DELETE FROM rulebook_parameter")
    refused = elsewhere.restore(copy)
    assert refused.returncode == 1
    assert "nothing was restored" in refused.stderr
    assert elsewhere.sql("SELECT count(*) FROM rulebook_parameter") == "0"
    assert elsewhere.restore(copy, "--replace").returncode == 0
    assert elsewhere.content() == portal.content()


def test_a_damaged_copy_is_refused_before_anything_is_touched(copy, elsewhere):
    with (copy / "database.dump").open("ab") as dump:
        dump.write(b"x")
    refused = elsewhere.restore(copy)
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert elsewhere.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def test_a_copy_that_breaks_off_in_the_middle_leaves_the_old_data(portal, copy, elsewhere):
    assert elsewhere.restore(copy).returncode == 0
    dump = (copy / "database.dump").read_bytes()
    (copy / "database.dump").write_bytes(dump[: len(dump) * 9 // 10])
    subprocess.run("sha256sum -- *.dump *.tar > SHA256SUMS", shell=True, cwd=copy, check=True)
    assert elsewhere.restore(copy, "--replace").returncode != 0
    assert elsewhere.content() == portal.content()


def test_an_unfinished_copy_does_not_look_like_a_copy(portal, tmp_path):
    done = portal.run("env", "POSTGRES_DB=no_such_database", SCRIPTS / "backup.sh", tmp_path / "backup")
    assert done.returncode != 0
    assert [path.suffix for path in (tmp_path / "backup").iterdir()] == [".partial"]
