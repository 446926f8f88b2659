#!/bin/sh
# Starts the Dumont agent, whose jar lies beside this file or is this file.
#
# Java is the first of these that is 17 or newer: DUMONT_JAVA, the runtime that came with the agent, JAVA_HOME, the PATH,
# and whatever lies below /usr/lib/jvm. DUMONT_JAVA_OPTS is for options of your own.
#
# "dumont-agent make-cache" lets Java write down what it does on each start anyway. With that cache the agent starts in
# half the time; without it, or when Java or the jar have changed since, everything works all the same.
#
# Options for Java are kept as lists of words, to be split:
# shellcheck disable=SC2086
set -uf

fail() {
  echo "dumont-agent: $*" >&2
  exit 1
}

self=$0
if [ -L "$self" ]; then
  self=$(readlink -f -- "$self")
fi
case $self in
  /*) ;;
  *) self=$PWD/${self#./} ;;
esac
home=${self%/*}
jar=$home/dumont-agent.jar
[ -f "$jar" ] || jar=$self

# version_of PROGRAM: sets version to the feature version of this java, 0 when it has none. Java says it in a file, since
# asking the program itself takes longer than the start of the agent.
version_of() {
  version=0
  program=$1
  if [ -L "$program" ]; then
    program=$(readlink -f -- "$program")
  fi
  release=${program%/bin/java}/release
  if [ -r "$release" ]; then
    while IFS='"' read -r key value _; do
      if [ "$key" = JAVA_VERSION= ]; then
        version=${value%%[!0-9]*}
      fi
    done < "$release"
  else
    value=$("$program" -version 2>&1 | sed -n 's/^[^"]*version "\([0-9]*\).*/\1/p')
    version=${value:-0}
  fi
}

installed_java() {
  set +f
  echo /usr/lib/jvm/*/bin/java
}

find_java() {
  if [ -n "${DUMONT_JAVA:-}" ]; then
    java=$DUMONT_JAVA
    if [ -d "$java" ] || [ ! -x "$java" ]; then
      fail "DUMONT_JAVA is $java, which is not a program"
    fi
    version_of "$java"
    [ "$version" -ge 17 ] || fail "DUMONT_JAVA is $java, which is Java $version; the agent needs 17 or newer"
    return
  fi
  too_old=
  for java in "$home/runtime/bin/java" "${JAVA_HOME:-/none}/bin/java" "$(command -v java)" $(installed_java); do
    if [ -x "$java" ]; then
      version_of "$java"
      [ "$version" -lt 17 ] || return
      too_old="$too_old $java (Java $version)"
    fi
  done
  if [ -n "$too_old" ]; then
    fail "the agent needs Java 17 or newer; found only$too_old. Set DUMONT_JAVA to the path of a newer java."
  fi
  fail "no Java found. Install one, 17 or newer (Debian: apt-get install default-jre-headless), or set DUMONT_JAVA to the" \
    "path of its program java."
}

find_java

# These are meant for the programs that do the machine's work: a heap of 40 GB, a debugger's port.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

# A small heap, one simple collector, and one quick compiler for what runs often: enough for a heartbeat.
flags="-XX:+UseSerialGC -Xms4m -Xmn1m -Xmx48m -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10 -XX:-UsePerfData"
if [ "$version" -ge 22 ]; then
  flags="$flags --enable-native-access=ALL-UNNAMED"
fi
main=com.dumontcloud.sdk.agent.daemon.DumontAgent

# From 25 on the cache also holds what was linked and computed; before, only classes.
if [ "$version" -ge 25 ]; then
  cache=$home/cache/java-$version.aot
  use=-XX:AOTCache=
  # What the larger compiler would like to know of the last run is of no use to the small one.
  make="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput="
else
  cache=$home/cache/java-$version.jsa
  use=-XX:SharedArchiveFile=
  make=-XX:ArchiveClassesAtExit=
fi
# What Java has to say about a cache that does not fit is no concern of whoever reads the agent's output.
quiet="-Xlog:disable -Xlog:all=error:stderr"

make_cache() {
  mkdir -p "$home/cache" || fail "cannot write to $home/cache"
  work=$(mktemp -d "$home/cache/.new.XXXXXX") || fail "cannot write to $home/cache"
  trap 'rm -rf "$work"' EXIT
  # Only a cache with which the agent does start takes the place of the one before: Java can die of half a cache.
  if DUMONT_STATE_DIR=$work DUMONT_RUNTIME_DIR=$work "$java" $flags $quiet $make"$work/cache" -cp "$jar" $main rehearse \
      > "$work/log" 2>&1 && "$java" $flags $quiet "$use$work/cache" -cp "$jar" $main --version >> "$work/log" 2>&1; then
    chmod 644 "$work/cache"
    mv -f "$work/cache" "$cache"
    echo "Wrote $cache for $java."
  else
    cat "$work/log" >&2
    fail "no cache was made with $java; the agent works without one"
  fi
}

if [ "$#" = 1 ] && [ "$1" = make-cache ]; then
  make_cache
  exit
fi
# Options of your own may contradict those that the cache was made with, so much that Java would not start.
if [ -n "${DUMONT_JAVA_OPTS:-}" ]; then
  exec "$java" $flags $DUMONT_JAVA_OPTS -cp "$jar" $main "$@"
elif [ -r "$cache" ]; then
  exec "$java" $flags $quiet "$use$cache" -cp "$jar" $main "$@"
else
  exec "$java" $flags -cp "$jar" $main "$@"
fi
