#!/bin/sh
# Starts the Dumont agent, whose jar lies beside this file or is this file.
#
# Java is the first of these that is 17 or newer: DUMONT_JAVA, the runtime that came with the agent, JAVA_HOME, the PATH,
# and whatever lies below /usr/lib/jvm. DUMONT_JAVA_OPTS is for options of your own.
#
#   dumont-agent make-cache       lets Java write down what it does on each start anyway: the agent then starts in half the
#                                 time; without it everything works all the same
#   dumont-agent refresh-cache    does so if Java or the jar have changed since, or it was never done
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

# same_time FILE FILE: whether both were changed at the same moment.
# Not in POSIX before its edition of 2024, but in every shell since long:
# shellcheck disable=SC3013
same_time() {
  [ -e "$1" ] && [ -e "$2" ] && [ ! "$1" -nt "$2" ] && [ ! "$1" -ot "$2" ]
}

# A sandboxed agent cannot replace its jar. Its signed update lies in its state directory and takes the place of the one jar
# that it was made for, no matter which: another installation wins over it.
update=${STATE_DIRECTORY:-/none}/update
if [ -f "$update/dumont-agent.jar" ] && [ ! -w "$home" ] && same_time "$jar" "$update/made-for"; then
  jar=$update/dumont-agent.jar
fi

# usable PROGRAM: whether it is a Java that can run the agent; sets java and version. Java says its version in a file, since
# asking the program itself takes longer than the start of the agent.
usable() {
  version=0
  build=
  java=$1
  if [ -d "$java" ] || [ ! -x "$java" ]; then
    return 1
  fi
  program=$java
  if [ -L "$program" ]; then
    program=$(readlink -f -- "$program")
  fi
  release=${program%/bin/java}/release
  if [ -r "$release" ]; then
    while IFS='"' read -r key value _; do
      case $key in
        JAVA_VERSION=) version=${value%%[!0-9]*} ;;
        JAVA_RUNTIME_VERSION=) build=$value ;;
      esac
    done < "$release"
  else
    value=$("$program" -version 2>&1 | sed -n 's/^[^"]*version "\([0-9]*\).*/\1/p')
    version=${value:-0}
  fi
  if [ "$version" -lt 17 ]; then
    too_old="$too_old $java (Java $version)"
    return 1
  fi
}

# A path that is missing, or of a Java since removed, is a reason to look further and none to leave a machine unwatched.
find_java() {
  too_old=
  if [ -n "${DUMONT_JAVA:-}" ]; then
    if usable "$DUMONT_JAVA"; then
      return
    fi
    echo "dumont-agent: DUMONT_JAVA is $DUMONT_JAVA, which is no Java of 17 or newer; looking for another" >&2
  fi
  if usable "$home/runtime/bin/java" || usable "${JAVA_HOME:-/none}/bin/java" || usable "$(command -v java)"; then
    return
  fi
  set +f
  for java in /usr/lib/jvm/*/bin/java; do
    if usable "$java"; then
      set -f
      return
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
# The cache where it expects to be mapped: else Java rewrites every address in it on each start, 10 MB of memory that could
# stay on disk.
flags="$flags -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
if [ "$version" -ge 22 ]; then
  flags="$flags --enable-native-access=ALL-UNNAMED"
fi
main=com.dumontcloud.sdk.agent.daemon.DumontAgent

# From 25 on the cache also holds what was linked and computed; before, only classes. It fits one build of Java, and the jar
# that was last changed when the cache says it was.
if [ "$version" -ge 25 ]; then
  kind=aot
  use=-XX:AOTCache=
  # What the larger compiler would like to know of the last run is of no use to the small one, and compiled stubs are of
  # little use to an agent.
  make="-XX:+IgnoreUnrecognizedVMOptions -XX:-AOTRecordTraining -XX:-AOTStubCaching -XX:-AOTAdapterCaching"
  make="$make -XX:AOTCacheOutput="
else
  kind=jsa
  use=-XX:SharedArchiveFile=
  make=-XX:ArchiveClassesAtExit=
fi
name=java-${build:-$version}.$kind
cache=
for folder in "$home/cache" "${CACHE_DIRECTORY:-/none}"; do
  if [ -r "$folder/$name" ] && same_time "$folder/$name" "$jar"; then
    cache=$folder/$name
    break
  fi
done
# What Java has to say about a cache that does not fit is no concern of whoever reads the agent's output.
quiet="-Xlog:disable -Xlog:all=error:stderr"

make_cache() {
  folder=$home/cache
  [ -w "$home" ] || folder=${CACHE_DIRECTORY:-$folder}
  mkdir -p "$folder" || fail "cannot write to $folder"
  set +f
  rm -rf "$folder"/.new.* # left by one that was killed
  set -f
  work=$(mktemp -d "$folder/.new.XXXXXX") || fail "cannot write to $folder"
  trap 'rm -rf "$work"' EXIT
  # Only a cache with which the agent does start takes the place of the one before: Java can die of half a cache.
  if DUMONT_STATE_DIR=$work DUMONT_RUNTIME_DIR=$work NOTIFY_SOCKET='' \
      "$java" $flags $quiet $make"$work/cache" -cp "$jar" $main rehearse > "$work/log" 2>&1 &&
    "$java" $flags $quiet "$use$work/cache" -cp "$jar" $main --version >> "$work/log" 2>&1; then
    chmod 644 "$work/cache"
    touch -r "$jar" "$work/cache"
    set +f
    rm -f "$folder"/java-*
    set -f
    mv "$work/cache" "$folder/$name"
    echo "Wrote $folder/$name for $java."
  else
    cat "$work/log" >&2
    fail "no cache was made with $java; the agent works without one"
  fi
}

if [ "$#" = 1 ]; then
  case $1 in
    make-cache)
      make_cache
      exit
      ;;
    refresh-cache)
      [ -n "$cache" ] || make_cache
      exit
      ;;
  esac
fi
# Options of your own may contradict those that the cache was made with, so much that Java would not start.
if [ -n "${DUMONT_JAVA_OPTS:-}" ]; then
  exec "$java" $flags $DUMONT_JAVA_OPTS -cp "$jar" $main "$@"
elif [ -n "$cache" ]; then
  exec "$java" $flags $quiet "$use$cache" -cp "$jar" $main "$@"
else
  exec "$java" $flags -cp "$jar" $main "$@"
fi
