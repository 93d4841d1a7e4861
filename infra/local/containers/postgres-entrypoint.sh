#!/bin/sh
# First process of the image that postgres-image.sh makes.
set -eu
: "${POSTGRES_PASSWORD:?POSTGRES_PASSWORD is not set}"
[ "${1:-}" = postgres ] && shift
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=/var/lib/postgresql/data
install -d -o postgres -g postgres /run/postgresql
as_owner() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
if [ ! -s "$data/PG_VERSION" ]; then
  install -d -o postgres -g postgres -m 700 "$data"
  words=$(mktemp)
  chown postgres "$words"
  printf '%s\n' "$POSTGRES_PASSWORD" >"$words"
  as_owner "$bin/initdb" -D "$data" -U postgres -E UTF8 --auth=scram-sha-256 --pwfile="$words"
  rm -f "$words"
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
fi
unset POSTGRES_PASSWORD
exec setpriv --reuid=postgres --regid=postgres --init-groups "$bin/postgres" -D "$data" \
  -c "listen_addresses=*" "$@"
