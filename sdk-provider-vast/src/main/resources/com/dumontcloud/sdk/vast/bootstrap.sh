# Brings the Dumont agent to a machine of Vast.ai, at each of its starts. For any POSIX shell; told everything by variables:
# DUMONT_AGENT_URL, DUMONT_AGENT_SHA256 (or none: the checksum beside the URL is taken), and those that the agent reads.
set -u
dir=${DUMONT_AGENT_DIR:-/opt/dumont-bootstrap}
pause=${DUMONT_AGENT_RETRY:-10}

say() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) dumont-bootstrap: $*"; }
fail() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# get URL FILE
get() {
  if has curl; then
    curl -fsSL --connect-timeout 20 --max-time 600 -o "$2" "$1"
  elif has wget; then
    wget -q -T 60 -t 1 -O "$2" "$1"
  elif has python3; then
    python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as got, open(sys.argv[2], "wb") as file:
    shutil.copyfileobj(got, file)' "$1" "$2"
  else
    say "no curl, no wget and no python3: nothing can be fetched"
    return 1
  fi
}

# sum FILE: its SHA-256, or nothing
sum() {
  if has sha256sum; then
    sha256sum "$1"
  elif has openssl; then
    openssl dgst -sha256 -r "$1"
  elif has python3; then
    python3 -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"
  fi | cut -c1-64
}

# fetch: brings the agent, unless it is there and is the right one
fetch() {
  want=${DUMONT_AGENT_SHA256:-}
  if [ -z "$want" ]; then
    get "$DUMONT_AGENT_URL.sha256" "$dir/sha256" || return 1
    want=$(cut -c1-64 "$dir/sha256")
  fi
  [ "${#want}" -eq 64 ] || { say "no checksum is known"; return 1; }
  [ -f "$file" ] && [ "$(sum "$file")" = "$want" ] && return 0
  get "$DUMONT_AGENT_URL" "$file.part" || return 1
  if [ "$(sum "$file.part")" != "$want" ]; then
    rm -f "$file.part"
    say "what $DUMONT_AGENT_URL gave has another checksum; it is not used"
    return 1
  fi
  mv -f "$file.part" "$file"
}

# install: lets the agent install and start itself
install() {
  case $file in
    *.tar.gz)
      tar -xzf "$file" -C "$dir" || return 1
      set -- "$dir"/dumont-agent-*/dumont-agent
      sh "$1" install --start
      ;;
    *) sh "$file" install --start ;;
  esac
}

DUMONT_INSTANCE_ID=${DUMONT_INSTANCE_ID:-${CONTAINER_ID:-${VAST_CONTAINERLABEL:-}}}
DUMONT_INSTANCE_ID=${DUMONT_INSTANCE_ID#C.}
[ -n "$DUMONT_INSTANCE_ID" ] || fail "which machine this is, neither CONTAINER_ID nor DUMONT_INSTANCE_ID says"
export DUMONT_INSTANCE_ID
mkdir -p "$dir" || fail "$dir cannot be made"
case $DUMONT_AGENT_URL in
  *.tar.gz) file=$dir/dumont-agent.tar.gz ;;
  *) file=$dir/dumont-agent ;;
esac

tries=0
until fetch; do
  tries=$((tries + 1))
  if [ "$tries" -ge 6 ]; then
    if [ ! -f "$file" ] || [ -n "${DUMONT_AGENT_SHA256:-}" ]; then
      fail "the agent could not be fetched; this machine reports nothing"
    fi
    say "the agent could not be fetched; the one of an earlier start is used"
    break
  fi
  sleep "$pause"
done

install && { say "the agent runs"; exit 0; }
if ! has java && has apt-get; then
  say "without Java there is no agent; it is installed"
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install default-jre-headless; } >/dev/null 2>&1
  install && { say "the agent runs"; exit 0; }
fi
fail "the agent could not be installed; this machine reports nothing. Is there Java, 17 or newer? The tarball brings its own"
