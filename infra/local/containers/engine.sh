#!/bin/sh
# A container engine for the Maven profile "containers", on a Debian machine that has none: Podman,
# answering the Docker API on a socket. Changes the machine, so it asks first, and runs as root.
#   engine.sh install    packages and /etc/containers, after asking (--yes answers)
#   engine.sh start      the socket; prints what to set for Maven
#   engine.sh stop
set -eu
socket=${STRONGROOM_ENGINE_SOCKET:-/run/podman/strongroom.sock}
pid_file=$socket.pid

ask() {
  echo "This installs podman, runc, conmon and mmdebstrap with apt-get, and writes"
  echo "/etc/containers/containers.conf and storage.conf where they are missing:"
  echo "containers share the host's network and are stored without an overlay."
  [ "${1:-}" = --yes ] && return 0
  printf 'Go on? [y/N] '
  read -r answer || answer=
  [ "$answer" = y ] || { echo "Nothing was changed."; exit 1; }
}

# What exists is somebody's choice, and stays.
write_missing() {
  if [ -e "$1" ]; then
    echo "$1 is there and is left as it is"
    cat >/dev/null
  else
    cat >"$1"
  fi
}

install_engine() {
  [ "$(id -u)" = 0 ] || { echo "engine.sh: installing takes root" >&2; exit 1; }
  command -v apt-get >/dev/null || { echo "engine.sh: this machine has no apt-get" >&2; exit 1; }
  ask "${1:-}"
  apt-get install -y --no-install-recommends podman runc conmon mmdebstrap
  mkdir -p /etc/containers
  write_missing /etc/containers/containers.conf <<'TXT'
[containers]
netns="host"
default_ulimits=["nofile=16384:16384","nproc=8192:8192"]
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
TXT
  write_missing /etc/containers/storage.conf <<'TXT'
[storage]
driver="vfs"
runroot="/run/containers/storage"
graphroot="/var/lib/containers/storage"
TXT
}

start_engine() {
  mkdir -p "$(dirname "$socket")"
  if [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; then
    echo "already running"
  else
    # It outlives the terminal.
    nohup podman system service --time=0 "unix://$socket" >"$socket.log" 2>&1 &
    echo $! >"$pid_file"
  fi
  # No image for Testcontainers' own reaper is needed: each process of tests ends its containers.
  echo "export DOCKER_HOST=unix://$socket TESTCONTAINERS_RYUK_DISABLED=true"
}

case "${1:-}" in
  install) install_engine "${2:-}" ;;
  start) start_engine ;;
  stop)
    [ -f "$pid_file" ] && kill "$(cat "$pid_file")" && rm -f "$pid_file" ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
