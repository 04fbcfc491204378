#!/usr/bin/env bash
# backup.sh inside the image, on the containers' own database and files; the copy lands in ./backup (or $1).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-backup}")
mkdir -p "$folder"
docker compose run --rm --no-deps --user root --volume "$folder:/backup" web deploy/backup.sh /backup
