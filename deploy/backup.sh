#!/usr/bin/env bash
# backup.sh FOLDER: the database, then the files, into FOLDER/<moment>. Reads the POSTGRES_… variables of the portal.
# Files never change once written, so a copy made after the dump holds every file that the dump names.
set -euo pipefail
folder=${1:?say where to write: backup.sh FOLDER}
export PGHOST=${POSTGRES_HOST:-localhost} PGPORT=${POSTGRES_PORT:-5432} PGUSER=${POSTGRES_USER:-cnnt} PGPASSWORD=${POSTGRES_PASSWORD:-}
database=${POSTGRES_DB:-cnnt}
files=${CNNT_VAR_DIR:-/var/lib/cnnt}/files
umask 077

final=$folder/$(date -u +%Y%m%dT%H%M%SZ)
partial=$final.partial
mkdir -p "$folder"
mkdir "$partial"
pg_dump --format=custom --no-owner --no-privileges --file="$partial/database.dump" "$database"
if [ -n "${S3_BUCKET:-}" ]; then
    echo "Files are in the bucket ${S3_BUCKET} and are NOT part of this copy." >&2
else
    mkdir -p "$files"
    tar --create --file="$partial/files.tar" --directory="$files" .
fi
(cd "$partial" && sha256sum -- * > SHA256SUMS)
sync
mv "$partial" "$final"
echo "$final"
