#!/bin/sh
# Keeps the Dumont agent running on a machine without systemd, such as a container.
#
#   dumont-agent-supervise start     starts it in the background, unless it runs already; for an onstart script
#   dumont-agent-supervise stop      ends it
#   dumont-agent-supervise status    exit code 0 while it runs
#   dumont-agent-supervise run       keeps it running in the foreground, for a container's own supervisor
set -u

config=/etc/dumont-agent
agent=/usr/lib/dumont-agent/dumont-agent
pidfile=/run/dumont-agent/supervise.pid
log=/var/log/dumont-agent.log
most_log_bytes=1048576

supervisor() {
  pid=$(cat "$pidfile" 2>/dev/null) || return 1
  # A number may have been given to another process since, at the latest when the container was started again.
  tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -q 'dumont-agent-supervise run' || return 1
  echo "$pid"
}

# The log of a month must not fill the disk: what is over the limit moves aside, what lay there is lost.
rotate() {
  if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt "$most_log_bytes" ]; then
    cp "$log" "$log.1" && : > "$log"
  fi
}

run() {
  if supervisor >/dev/null; then
    echo "dumont-agent-supervise: it runs already" >&2
    exit 1
  fi
  mkdir -p "$(dirname "$pidfile")" "$(dirname "$log")" /var/lib/dumont-agent
  chmod 700 /var/lib/dumont-agent
  echo $$ > "$pidfile"
  child=
  pause=
  trap 'kill $child $pause $rotation 2>/dev/null; wait $child; rm -f "$pidfile"; exit 0' TERM INT HUP
  while sleep 60; do rotate; done &
  rotation=$!

  set -a
  # shellcheck source=/dev/null
  [ ! -f "$config/agent.env" ] || . "$config/agent.env"
  set +a
  export CREDENTIALS_DIRECTORY=$config
  export DUMONT_STATE_DIR=/var/lib/dumont-agent DUMONT_RUNTIME_DIR=/run/dumont-agent DUMONT_SUPERVISED=1
  while :; do
    rotate
    "$agent" refresh-cache >> "$log" 2>&1
    "$agent" run >> "$log" 2>&1 &
    child=$!
    wait "$child"
    code=$?
    child=
    if [ "$code" = 2 ]; then
      echo "dumont-agent-supervise: not started again, since its configuration is wrong; see above" >> "$log"
      kill "$rotation" 2>/dev/null
      rm -f "$pidfile"
      exit 2
    fi
    echo "dumont-agent-supervise: ended with code $code, starts again in 10 s" >> "$log"
    sleep 10 &
    pause=$!
    wait "$pause"
  done
}

case "${1:-}" in
  start)
    if pid=$(supervisor); then
      echo "dumont-agent runs already (supervised by process $pid)"
      exit 0
    fi
    setsid "$0" run < /dev/null > /dev/null 2>&1 &
    echo "dumont-agent started; its log is $log"
    ;;
  stop)
    if pid=$(supervisor); then
      kill "$pid"
      waited=0
      while [ "$waited" -lt 15 ]; do
        supervisor > /dev/null || exit 0
        sleep 1
        waited=$((waited + 1))
      done
      echo "dumont-agent-supervise: process $pid does not end" >&2
      exit 1
    fi
    ;;
  status)
    if pid=$(supervisor); then
      echo "dumont-agent is kept running by process $pid"
    else
      echo "dumont-agent is not running"
      exit 3
    fi
    ;;
  run)
    run
    ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
