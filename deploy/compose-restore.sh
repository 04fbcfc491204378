#!/usr/bin/env bash
# compose-restore.sh COPY: restore.sh inside the image, over the containers' own database and files.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(realpath "${1:?say which copy: compose-restore.sh backup/…}")
docker compose run --rm --no-deps --user root --volume "$copy:/copy:ro" web \
    sh -c 'deploy/restore.sh /copy --replace && chown -R cnnt /var/lib/cnnt/files'
