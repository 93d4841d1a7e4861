#!/bin/sh
# Makes the image localhost/strongroom-postgres from Debian's packages (PostgreSQL 15 of bookworm),
# for machines that can pull no public image. It takes POSTGRES_PASSWORD and the server's options,
# as the public image does. Needs podman and mmdebstrap (engine.sh install).
#   postgres-image.sh [SUITE]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
suite=${1:-bookworm}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mmdebstrap --quiet --variant=minbase --include=postgresql \
  --customize-hook="install -m 755 '$here/postgres-entrypoint.sh' \"\$1/entrypoint.sh\"" \
  "$suite" "$work/root.tar"
podman import --quiet --change 'ENTRYPOINT ["/entrypoint.sh"]' --change 'CMD ["postgres"]' \
  "$work/root.tar" localhost/strongroom-postgres:latest
