#!/bin/sh
# Called by Maven and ./run: builds the console, checks it, or runs a browser against the platform that
# the environment names. What is built and checked is left alone until a source changes.
set -eu
cd "$(dirname -- "$0")"

stop() {
  echo "admin console: $1" >&2
  exit 1
}

command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 ||
  stop "Node.js 20.19 or newer with npm is needed, and there is none on the path; install it."
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  stop "Node.js 20.19 or newer is needed, and $(node --version) is on the path; update it."

# What a step is made from; changes when a source, a service's API or Node.js does.
fingerprint() {
  { node --version
    for service in identity access storage audit; do
      cksum "../../services/$service/target/openapi/openapi.json" 2>&1
    done
    find . ../../docs/problems.md ../../services/events/src/main/resources \
      \( -name target -o -name node_modules -o -name generated -o -path ./browser \) -prune -o \
      -type f -print | LC_ALL=C sort | xargs cksum
  } | cksum
}

# Runs the rest once for each state of the sources: once NAME COMMAND…
once() {
  stamp="target/$1.stamp"
  now=$(fingerprint)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    echo "admin console: $1 is up to date"
    return 0
  fi
  rm -f "$stamp"
  "$2"
  mkdir -p target
  printf '%s\n' "$now" >"$stamp"
}

# The packages that a folder's lock file names, when they are not there yet.
packages() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock.json" && return 0
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    stop "npm could not install the packages that $1/package-lock.json names."
  cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
}

bundle() {
  packages .
  npm run --silent types
  npm run --silent build -- --logLevel warn
}

checks() {
  packages .
  npm run --silent types
  npm run --silent check
  npm run --silent test
}

case "${1:-}" in
  build) once console bundle ;;
  check) once checks checks ;;
  browser)
    packages browser
    cd browser
    # One after another: they share a platform, and what one does another would see.
    exec node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs ./stories/*.test.mjs
    ;;
  shots | bench)
    packages browser
    cd browser
    exec node "$1.mjs"
    ;;
  *) stop "build.sh build | check | browser | shots | bench" ;;
esac
