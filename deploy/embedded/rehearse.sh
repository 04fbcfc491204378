#!/usr/bin/env bash
# A rehearsal portal on this machine (docs/adr/0019), beside the real one: own folder, own port, all mail to FOR.
set -eu
cd "$(dirname "$0")/../.."
. deploy/prepare.sh
case "${FOR:-}" in
*?@?*) ;;
*) stop "For whom is the rehearsal? All its mail goes there:" "" "    make rehearse FOR=ten@co-quan.vn" "" ;;
esac
export CNNT_REHEARSAL_FOR=$FOR CNNT_VAR_DIR=${CNNT_VAR_DIR:-$PWD/var/dien-tap} PORT=${PORT:-8001}
exec deploy/embedded/run.sh
