#!/usr/bin/env bash
# Installs what a bare Debian 12 with the .NET SDK lacks, and nothing that is there already.
#
#   tests/install.sh demo        what ./demo.sh needs
#   tests/install.sh test        what ./test.sh needs
#   tests/install.sh benchmark   what tests/Benchmarks/run.sh needs
#
# No service is started and none is left running: every test starts servers of its own.
set -euo pipefail

purpose=${1:-test}
missing=()

# want PACKAGE WHY: asks for a Debian package unless it is installed.
want() {
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" == installed ]] && return
  missing+=("$1")
  printf 'install: %-24s %s\n' "$1" "$2"
}

# want_command COMMAND PACKAGE WHY: the same, but a command from elsewhere will do.
want_command() { command -v "$1" >/dev/null || want "$2" "$3"; }

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^1[0-9]\.'; then
  echo "install: the .NET 10 SDK is missing; install it first: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

want libpg-query1504.0 "PostgreSQL's own parser, by which the agent reads statements"
want postgresql-15 "the target: a private server, started and stopped by us"
want nginx-light "a target of HTTP connections, and what they are measured against"
want_command curl curl "speaks to the console's REST interface"
want_command openssl openssl "makes the keys and certificates of private servers"
want_command setpriv util-linux "lets children die with their parent"
if [[ $purpose == benchmark || $purpose == test ]]; then
  want python3 "runs what measures, and two of the clients"
fi
if [[ $purpose == benchmark ]]; then
  want haproxy "what the gateway is measured against: plain TCP proxying"
  want pgbouncer "what the gateway is measured against: a proxy that knows the protocol"
  want wrk "asks for pages as fast as they come"
fi
if [[ $purpose == test ]]; then
  want postgresql-contrib "extensions that pg_dump and restore must carry"
  want chromium "opens the console's pages"
  want fonts-dejavu "text in those pages"
  want python3-psycopg2 "a client that must work unchanged"
  want python3-asyncpg "a client that must work unchanged"
  want libpostgresql-jdbc-java "a client that must work unchanged"
  want_command javac default-jdk-headless "runs the JDBC client"
  want_command node nodejs "runs node-postgres, a client that must work unchanged"
  want_command npm npm "fetches node-postgres"
fi

[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) != 0 ]]; then
  command -v sudo >/dev/null || { echo "install: run this as root, or install sudo" >&2; exit 1; }
  as_root=(sudo)
fi

# Servers that come with packages must not start: policy-rc.d is Debian's way to say so.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
  "${as_root[@]}" chmod 755 $policy
  trap '"${as_root[@]}" rm -f $policy' EXIT
fi

apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

apt update
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
  # No cluster of the system's own either: it would only take a port and disk.
  apt install -y --no-install-recommends postgresql-common >/dev/null
  "${as_root[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
fi
apt install -y --no-install-recommends "${missing[@]}" >/dev/null
echo "install: ${#missing[@]} packages installed"
