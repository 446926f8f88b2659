#!/bin/sh
# Starts the Dumont agent, whose jar lies beside this file or is this file.
#
# Java is, the first of these that is there: DUMONT_JAVA, the runtime that came with the agent, JAVA_HOME, the PATH, and
# whatever is installed below /usr/lib/jvm. It must be 17 or newer.
set -eu

self=$(readlink -f -- "$0")
home=$(dirname -- "$self")
jar=$home/dumont-agent.jar
[ -f "$jar" ] || jar=$self

for java in "${DUMONT_JAVA:-}" "$home/runtime/bin/java" "${JAVA_HOME:-/none}/bin/java" \
    "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
  if [ -n "$java" ] && [ -x "$java" ]; then
    # A small heap, one simple collector and one quick compiler: enough for a heartbeat, and half the memory.
    exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms8m -Xmx48m -jar "$jar" "$@"
  fi
done

echo "dumont-agent: no Java found. Install one (Debian: apt-get install openjdk-17-jre-headless)," \
  "or set DUMONT_JAVA to the path of its program java." >&2
exit 1
