#!/bin/sh
# Installs Pupitre on a small server of its own (Debian 12 or newer, Ubuntu 24.04 or newer), with HTTPS by Caddy.
# May be run again: what is there is kept, what is older is brought up to date. Shows no secret.
#
#   sudo scripts/install-server.sh --domain desk.example.org [--port 8000] [--no-caddy] [--dry-run] [--root FOLDER]
#
#   --domain NAME   the public name; its DNS record must point to this machine. Asked for when missing.
#   --port N        where the pages listen behind Caddy (8000)
#   --no-caddy      you have a proxy of your own: see docs/running/behind-a-proxy.md
#   --dry-run       say what would be done, do nothing
#   --root FOLDER   write into FOLDER instead of /, and start nothing: to look at what would be there
set -eu

DOMAIN='' PORT=8000 CADDY=yes DRY='' ROOT=''
SOURCE=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
PROGRAM=/opt/pupitre DATA=/var/lib/pupitre SETTINGS=/etc/pupitre/pupitre.env USER_NAME=pupitre

say() { printf '  %s\n' "$*"; }
fail() { printf 'install-server: %s\n' "$*" >&2; exit 1; }

# Carry out, or say what would be done.
act() {
  if [ -n "$DRY" ]; then printf '  would: %s\n' "$*"; else "$@"; fi
}

# The same for what changes the machine itself and not only files under --root.
act_on_machine() {
  if [ -n "$ROOT" ]; then printf '  left out (--root): %s\n' "$*"; else act "$@"; fi
}

read_words() {
  while [ $# -gt 0 ]; do
    case $1 in
      --domain) [ $# -ge 2 ] || fail "--domain needs a name"; DOMAIN=$2; shift 2 ;;
      --port) [ $# -ge 2 ] || fail "--port needs a number"; PORT=$2; shift 2 ;;
      --root) [ $# -ge 2 ] || fail "--root needs a folder"; ROOT=$2; shift 2 ;;
      --no-caddy) CADDY=no; shift ;;
      --dry-run) DRY=yes; shift ;;
      -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
      *) fail "'$1' is no word of this script; see --help" ;;
    esac
  done
}

check_words() {
  if [ -z "$DOMAIN" ]; then
    [ -t 0 ] || fail "say which name the desk has: --domain desk.example.org"
    printf 'Public name of the desk (e.g. desk.example.org): '
    read -r DOMAIN
  fi
  printf '%s' "$DOMAIN" | grep -Eq '^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$' ||
    fail "'$DOMAIN' is no name: write it without https://, e.g. desk.example.org"
  printf '%s' "$PORT" | grep -Eq '^[1-9][0-9]{0,4}$' || fail "'$PORT' is no port"
  [ -n "$DRY$ROOT" ] || [ "$(id -u)" = 0 ] || fail "start it as root: sudo $0 …"
  [ -f "$SOURCE/requirements.lock" ] || fail "this script belongs into Pupitre’s own folder (scripts/)"
}

install_packages() {
  command -v apt-get >/dev/null || fail "this script knows Debian and Ubuntu; elsewhere follow docs/running/one-server.md"
  wanted='python3 python3-venv curl'
  if [ "$CADDY" = yes ]; then wanted="$wanted caddy"; fi
  missing=
  for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "installing$missing"
  act_on_machine apt-get update -qq
  # shellcheck disable=SC2086  # a list of words
  act_on_machine env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 $missing
}

make_user() {
  getent passwd "$USER_NAME" >/dev/null && return 0
  say "making the user $USER_NAME"
  act_on_machine useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$USER_NAME"
}

install_program() {
  say "installing the program into $PROGRAM"
  act mkdir -p "$ROOT$PROGRAM"
  act copy_source
  act_on_machine install_libraries
}

# Beside the old one first, so that what is there is whole at any moment. With its history: “pupitre upgrade” asks the
# place that it was cloned from.
copy_source() {
  new=$ROOT$PROGRAM/source.new
  rm -rf "$new"
  mkdir -p "$new"
  tar -C "$SOURCE" --exclude=./.venv --exclude=./.venvs --exclude='__pycache__' --exclude='*.egg-info' -cf - . |
    tar -C "$new" --no-same-owner -xf -
  rm -rf "$ROOT$PROGRAM/source"
  mv "$new" "$ROOT$PROGRAM/source"
}

# The service may not write into the program's folder: what it would compile there is compiled now.
install_libraries() {
  cd "$PROGRAM/source"
  umask 022
  python3 scripts/install.py "$PROGRAM/venv" requirements.lock || fail "the libraries could not be installed"
  chmod -R u=rwX,go=rX "$PROGRAM"
  cd /
}

# A setting that is there is kept; those that follow from this script's words are brought up to date.
write_settings() {
  act mkdir -p "$ROOT$(dirname "$SETTINGS")"
  if [ -z "$DRY" ] && [ ! -f "$ROOT$SETTINGS" ]; then
    printf '# Settings of Pupitre, a variable a line: see docs/running/settings.md. Afterwards: systemctl restart pupitre\n' \
      >"$ROOT$SETTINGS"
  fi
  act chmod 640 "$ROOT$SETTINGS"
  act_on_machine chown root:"$USER_NAME" "$SETTINGS"
  set_value PUPITRE_ADDRESS "https://$DOMAIN" replace
  set_value PUPITRE_PORT "$PORT" replace
  set_value PUPITRE_TRUSTED_PROXIES 127.0.0.1,::1 keep
}

set_value() {
  if [ -n "$DRY" ]; then say "would: set $1 in $SETTINGS"; return 0; fi
  if grep -q "^$1=" "$ROOT$SETTINGS"; then
    [ "$3" = replace ] || return 0
    sed -i "s|^$1=.*|$1=$2|" "$ROOT$SETTINGS"
  else
    printf '%s=%s\n' "$1" "$2" >>"$ROOT$SETTINGS"
  fi
}

# The verbs of the shell, as the service's user and with its settings: pupitre doctor, pupitre backup…
install_shell() {
  act mkdir -p "$ROOT/usr/local/bin"
  act install -m 755 "$SOURCE/deploy/pupitre-shell" "$ROOT/usr/local/bin/pupitre"
}

install_unit() {
  act mkdir -p "$ROOT/etc/systemd/system"
  act install -m 644 "$SOURCE/deploy/systemd/pupitre.service" "$ROOT/etc/systemd/system/pupitre.service"
  act_on_machine systemctl daemon-reload
  act_on_machine systemctl enable --quiet pupitre
  act_on_machine systemctl restart pupitre
}

# A file of our own beside Caddy's, so that what it serves already stays as it is.
install_caddy() {
  [ "$CADDY" = yes ] || return 0
  say "telling Caddy to answer for $DOMAIN"
  act mkdir -p "$ROOT/etc/caddy"
  if [ -z "$DRY" ]; then
    sed -e "s|desk\.example\.org|$DOMAIN|" -e "s|127\.0\.0\.1:8000|127.0.0.1:$PORT|" "$SOURCE/deploy/Caddyfile" \
      >"$ROOT/etc/caddy/pupitre.caddy"
    touch "$ROOT/etc/caddy/Caddyfile"
    grep -q '^import pupitre\.caddy$' "$ROOT/etc/caddy/Caddyfile" ||
      printf '\nimport pupitre.caddy\n' >>"$ROOT/etc/caddy/Caddyfile"
  fi
  act_on_machine systemctl enable --quiet --now caddy
  act_on_machine systemctl reload caddy
}

# A slow machine takes minutes; one whose service ends and is started again will not answer however long one waits.
wait_for_desk() {
  [ -z "$DRY$ROOT" ] || return 0
  say "waiting for the desk"
  tries=0
  until curl -fsS -o /dev/null "http://127.0.0.1:$PORT/healthz" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$(systemctl show -p NRestarts --value pupitre)" -lt 3 ] || fail "it does not stay up: journalctl -u pupitre says why"
    [ "$tries" -lt 600 ] || fail "it does not answer after 10 minutes: journalctl -u pupitre says why"
    sleep 1
  done
}

read_words "$@"
check_words
install_packages
make_user
install_program
write_settings
install_shell
install_unit
install_caddy
wait_for_desk
printf '\n  The desk is at https://%s\n' "$DOMAIN"
printf '  Open it now and found your brand: the first who comes becomes its owner.\n'
printf '  Does all of it work? sudo pupitre doctor\n\n'
