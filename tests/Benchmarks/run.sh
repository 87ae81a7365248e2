#!/usr/bin/env bash
# Measures the gateway against a direct connection, HAProxy in TCP mode and PgBouncer, interleaved in one run.
#
#   tests/Benchmarks/run.sh [--quick] [--rounds N] [--seconds N] [--without-gateway]
#
# Prints a table of ratios (medians over the rounds) and writes tests/Benchmarks/results/DATE.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
# shellcheck source=tests/stack.sh
source "$here/../stack.sh"

rounds=5 seconds=5 rows=1000000 gateway=1 output=$here/results/$(date +%F).json
while [[ $# -gt 0 ]]; do
  case $1 in
    --quick) rounds=1 seconds=2 rows=100000 output=$here/results/quick.json.tmp ;;
    --rounds) rounds=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    --without-gateway) gateway=0 ;;
    *) echo "usage: tests/Benchmarks/run.sh [--quick] [--rounds N] [--seconds N] [--without-gateway]" >&2; exit 2 ;;
  esac
  shift
done

"$here/../install.sh" benchmark
work_folder hooplike-benchmark
export PATH=$postgres_bin:$PATH

target=$(free_port)
start_postgres "$target" max_connections=300 shared_buffers=512MB synchronous_commit=off
export PGHOST=127.0.0.1 PGUSER=postgres PGPASSWORD=$superuser_password PGSSLMODE=disable
bench_password=$(openssl rand -hex 16)
psql -qAt -p "$target" -c "create role bench login superuser password '$bench_password'" -c "create database bench owner bench"
PGUSER=bench PGPASSWORD=$bench_password PGDATABASE=bench PGPORT=$target
export PGUSER PGPASSWORD PGDATABASE PGPORT
pgbench -q -i -s 10 2>/dev/null
psql -q -v rows="$rows" -f "$here/people.sql"

haproxy=$(free_port)
cat >"$work/haproxy.cfg" <<CFG
defaults
  mode tcp
  timeout connect 5s
  timeout client 10m
  timeout server 10m
listen postgres
  bind 127.0.0.1:$haproxy
  server target 127.0.0.1:$target
CFG
server nobody "$work/haproxy.log" /usr/sbin/haproxy -db -f "$work/haproxy.cfg"
until_listening "$haproxy" "$work/haproxy.log"
paths=("direct=$target" "haproxy=$haproxy")

printf '"bench" "%s"\n' "$bench_password" >"$work/users.txt"
for mode in session transaction; do
  port=$(free_port)
  cat >"$work/pgbouncer-$mode.ini" <<CFG
[databases]
bench = host=127.0.0.1 port=$target
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $work/users.txt
pool_mode = $mode
default_pool_size = 50
log_connections = 0
log_disconnections = 0
CFG
  server nobody "$work/pgbouncer-$mode.log" /usr/sbin/pgbouncer "$work/pgbouncer-$mode.ini"
  until_listening "$port" "$work/pgbouncer-$mode.log"
  paths+=("pgbouncer-$mode=$port")
done

if [[ $gateway == 1 ]]; then
  publish_product "$root"
  console=$(free_port) plain=$(free_port) scanned=$(free_port)
  key=hlk_$(openssl rand -hex 20) token=$(openssl rand -hex 16)
  cat >"$work/benchmark.yaml" <<YAML
agents:
  - {name: bench, token: $token}
serviceAccounts:
  - {name: bench, groups: [bench], key: $key}
connections:
  - name: plain
    protocol: postgres
    agents: [bench]
    listen: {port: $plain}
    target: {host: 127.0.0.1, port: $target, database: bench, tls: disable}
    credential: {username: bench, password: $bench_password}
    clientTls: optional
  - name: scanned
    protocol: postgres
    agents: [bench]
    listen: {port: $scanned}
    target: {host: 127.0.0.1, port: $target, database: bench, tls: disable}
    credential: {username: bench, password: $bench_password}
    clientTls: optional
policies:
  - {name: bench-may-connect, effect: allow, scope: session, subjects: {groups: [bench]}}
  - {name: nobody-drops, effect: deny, scope: operation, match: {sql: {kinds: [drop, truncate, alter]}}}
maskingRules:
  - name: people
    columns: [public.people.email, "*.*.ssn"]
    method: {kind: partial, keepLast: 4}
  - name: anywhere
    connections: {names: [scanned]}
    detectors: [payment-card, us-ssn, email, secret]
    method: {kind: redact}
YAML
  start_console "$console" "$work/benchmark.yaml"
  start_agent "$console" bench "$token"
  until_listening "$plain" "$work/agent.log"
  until_listening "$scanned" "$work/agent.log"
  paths+=("hooplike=$plain" "hooplike-detectors=$scanned")
  export HOOPLIKE_KEY=$key
fi

mkdir -p "$here/results"
/usr/bin/python3 "$here/measure.py" --rounds "$rounds" --seconds "$seconds" --rows "$rows" --output "$output" "${paths[@]}"
