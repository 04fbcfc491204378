#!/usr/bin/env bash
# restore.sh COPY [--replace]: puts back what backup.sh wrote. Refuses a damaged copy, and a database that has
# tables unless told --replace; the database comes back in one transaction or not at all.
set -euo pipefail
copy=${1:?say which copy: restore.sh COPY [--replace]}
export PGHOST=${POSTGRES_HOST:-localhost} PGPORT=${POSTGRES_PORT:-5432} PGUSER=${POSTGRES_USER:-cnnt} PGPASSWORD=${POSTGRES_PASSWORD:-}
database=${POSTGRES_DB:-cnnt}
files=${CNNT_VAR_DIR:-/var/lib/cnnt}/files

(cd "$copy" && sha256sum --check --quiet SHA256SUMS) || { echo "The copy is damaged: nothing was restored." >&2; exit 1; }
tables=$(psql -d "$database" -Atc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ] && [ "${2:-}" != --replace ]; then
    echo "Database $database has $tables tables: nothing was restored. Add --replace to throw them away." >&2
    exit 1
fi
# Dropping the old schema and loading the copy stand or fall together: COMMIT is only said when all was read, and
# psql ends at the first error, which takes everything back.
{
    echo "BEGIN; SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    pg_restore --no-owner --no-privileges --file=- "$copy/database.dump" && echo "COMMIT;"
} | psql --dbname="$database" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null
if [ -f "$copy/files.tar" ]; then
    mkdir -p "$files"
    tar --extract --file="$copy/files.tar" --directory="$files" --skip-old-files
fi
echo "Restored $copy into $database."
