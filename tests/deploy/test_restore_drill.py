"""The drill of docs/trien-khai.md on a PostgreSQL of its own: copy, lose, put back, compare."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tests import backends

SCRIPTS = settings.BASE_DIR / "deploy"
# One query per table: its name and a digest of all its rows.
DIGESTS = """
    SELECT format('SELECT %L, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) FROM %I t',
        tablename, tablename) FROM pg_tables WHERE schemaname = 'public'
"""


class Site:
    """A database and a folder of files, reached as the scripts reach the real ones."""

    def __init__(self, port, database, folder):
        self.database, self.folder = database, folder
        (folder / "files").mkdir(parents=True)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "S3_"))}
        self.environment |= {
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(port),
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": "",
            "POSTGRES_DB": database,
            "CNNT_VAR_DIR": str(folder),
        }
        self.sql(f"CREATE DATABASE {database}", database="postgres")

    def run(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, cwd=settings.BASE_DIR)

    def sql(self, query, database=None):
        port = self.environment["POSTGRES_PORT"]
        where = ["-h", "127.0.0.1", "-p", port, "-U", "postgres", "-d", database or self.database]
        found = self.run("psql", "--no-psqlrc", *where, "-Atc", query)
        assert found.returncode == 0, found.stderr
        return found.stdout.strip()

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


@pytest.fixture(scope="module")
def port():
    with backends.private_postgres() as port:
        yield port


@pytest.fixture(scope="module")
def portal(port, tmp_path_factory):
    """A portal with its real tables and the real rules, and one filed paper."""
    site = Site(port, "cnnt", tmp_path_factory.mktemp("portal"))
    site.manage("migrate", "--noinput", "--verbosity", "0")
    site.manage("load_rule_sets")
    (site.folder / "files" / "hồ sơ.pdf").write_bytes(b"%PDF-1.7 Mi\xe1\xba\xbfn dong")
    return site


@pytest.fixture
def copy(portal, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(portal.backup(tmp_path / "backup"), tmp_path / "copy")


@pytest.fixture
def elsewhere(port, tmp_path):
    site = Site(port, f"site_{tmp_path.name.replace('-', '_').lower()[:40]}", tmp_path / "site")
    yield site
    site.sql(f"DROP DATABASE {site.database} WITH (FORCE)", database="postgres")


@pytest.mark.postgres
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


@pytest.mark.postgres
def test_a_database_with_tables_is_not_thrown_away_unasked(portal, copy, elsewhere):
    assert elsewhere.restore(copy).returncode == 0
    elsewhere.sql("DELETE FROM rulebook_parameter")
    refused = elsewhere.restore(copy)
    assert refused.returncode == 1
    assert "nothing was restored" in refused.stderr
    assert elsewhere.sql("SELECT count(*) FROM rulebook_parameter") == "0"
    assert elsewhere.restore(copy, "--replace").returncode == 0
    assert elsewhere.content() == portal.content()


@pytest.mark.postgres
def test_a_damaged_copy_is_refused_before_anything_is_touched(copy, elsewhere):
    with (copy / "database.dump").open("ab") as dump:
        dump.write(b"x")
    refused = elsewhere.restore(copy)
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert elsewhere.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


@pytest.mark.postgres
def test_a_copy_that_breaks_off_in_the_middle_leaves_the_old_data(portal, copy, elsewhere):
    assert elsewhere.restore(copy).returncode == 0
    dump = (copy / "database.dump").read_bytes()
    (copy / "database.dump").write_bytes(dump[: len(dump) * 9 // 10])
    subprocess.run("sha256sum -- *.dump *.tar > SHA256SUMS", shell=True, cwd=copy, check=True)
    assert elsewhere.restore(copy, "--replace").returncode != 0
    assert elsewhere.content() == portal.content()


@pytest.mark.postgres
def test_an_unfinished_copy_does_not_look_like_a_copy(portal, tmp_path):
    broken = Site.__new__(Site)
    broken.environment = portal.environment | {"POSTGRES_DB": "no_such_database"}
    done = broken.run(SCRIPTS / "backup.sh", tmp_path / "backup")
    assert done.returncode != 0
    assert [path.suffix for path in (tmp_path / "backup").iterdir()] == [".partial"]
