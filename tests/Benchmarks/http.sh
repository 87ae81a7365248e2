#!/usr/bin/env bash
# Measures HTTP connections against nginx's and HAProxy's proxying of the same nginx, interleaved in one run.
#
#   tests/Benchmarks/http.sh [--rounds N] [--seconds N]
#
# Prints requests a second and ratios to nginx (medians over the rounds). Policies and recording are on; "masked" has a rule with JSON paths and detectors too.
# Of each body 4 KiB are recorded: more than that, thousands of times a second, fills the spool faster than a console on the same two cores empties it, and requests are then refused (503).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
# shellcheck source=tests/stack.sh
source "$here/../stack.sh"

rounds=3 seconds=4
while [[ $# -gt 0 ]]; do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    *) echo "usage: tests/Benchmarks/http.sh [--rounds N] [--seconds N]" >&2; exit 2 ;;
  esac
  shift
done

"$here/../install.sh" benchmark
work_folder hooplike-http-benchmark

# nginx_config FILE LISTEN SERVER-LINES...: one worker, as all of the others have the same two cores.
nginx_config() {
  local file=$1
  shift
  cat >"$file" <<CONF
daemon off; worker_processes 1; pid $file.pid; error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000; types { application/json json; }
  client_body_temp_path $file-b; proxy_temp_path $file-p; fastcgi_temp_path $file-f; uwsgi_temp_path $file-u; scgi_temp_path $file-s;
  $*
}
CONF
}

mkdir "$work/site"
python3 - "$work/site" <<'PY'
import json, sys
rows = [{"id": i, "name": "Ada Lovelace", "email": f"ada{i}@example.com", "note": "likes tea and long walks"} for i in range(650)]
open(sys.argv[1] + "/small.json", "w").write(json.dumps(rows[:8]))
open(sys.argv[1] + "/large.json", "w").write(json.dumps(rows))
PY

target=$(free_port)
nginx_config "$work/target.conf" "server { listen 127.0.0.1:$target; root $work/site; }"
server "" "$work/target.log" /usr/sbin/nginx -c "$work/target.conf" -p "$work"
until_listening "$target" "$work/target.log"

nginx=$(free_port)
nginx_config "$work/proxy.conf" "upstream t { server 127.0.0.1:$target; keepalive 64; } server { listen 127.0.0.1:$nginx; location / { proxy_pass http://t; proxy_http_version 1.1; proxy_max_temp_file_size 0; proxy_set_header Connection ''; } }"
server "" "$work/proxy.log" /usr/sbin/nginx -c "$work/proxy.conf" -p "$work"
until_listening "$nginx" "$work/proxy.log"

haproxy=$(free_port)
cat >"$work/haproxy.cfg" <<CFG
global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen web
  bind 127.0.0.1:$haproxy
  server target 127.0.0.1:$target
CFG
server nobody "$work/haproxy.log" /usr/sbin/haproxy -db -f "$work/haproxy.cfg"
until_listening "$haproxy" "$work/haproxy.log"

publish_product "$root"
console=$(free_port) plain=$(free_port) masked=$(free_port)
key=hlk_$(openssl rand -hex 20) token=$(openssl rand -hex 16)
cat >"$work/benchmark.yaml" <<YAML
agents:
  - {name: bench, token: $token}
serviceAccounts:
  - {name: bench, groups: [bench], key: $key}
connections:
  - {name: plain, protocol: http, agents: [bench], listen: {port: $plain}, target: {host: 127.0.0.1, port: $target, tls: disable}, credential: {kind: none}, clientTls: optional, recording: {resultLimit: 4KiB}}
  - {name: masked, protocol: http, agents: [bench], listen: {port: $masked}, target: {host: 127.0.0.1, port: $target, tls: disable}, credential: {kind: bearer, token: target-secret}, clientTls: optional, recording: {resultLimit: 4KiB}}
policies:
  - {name: bench-may-connect, effect: allow, scope: session, subjects: {groups: [bench]}}
  - {name: nobody-deletes, effect: deny, scope: operation, connections: {names: [plain, masked]}, match: {http: {methods: [DELETE], paths: [/admin/**]}}}
maskingRules:
  - {name: mail, connections: {names: [masked]}, jsonPaths: ["\$[*].email"], method: {kind: partial, keepLast: 4}}
  - {name: anywhere, connections: {names: [masked]}, detectors: [payment-card, us-ssn, email, secret], method: {kind: redact}}
YAML
start_console "$console" "$work/benchmark.yaml"
start_agent "$console" bench "$token"
until_listening "$plain" "$work/agent.log"
until_listening "$masked" "$work/agent.log"

# ask PORT FILE CONNECTIONS: requests a second.
ask() {
  local said
  said=$(wrk -t1 -c"$3" -d"${seconds}s" -H "Authorization: Bearer $key" "http://127.0.0.1:$1/$2")
  if grep -q "Non-2xx\|Socket errors: connect [1-9]" <<<"$said"; then fail "$said"; fi
  awk '/Requests\/sec/ {print $2}' <<<"$said"
}

for ((round = 0; round <= rounds; round++)); do
  for file in small.json large.json; do
    for connections in 1 16; do
      for path in direct=$target nginx=$nginx haproxy=$haproxy hooplike=$plain masked=$masked; do
        figure=$(ask "${path#*=}" "$file" "$connections")
        # The first round warms up.
        ((round == 0)) || echo "$file $connections ${path%=*} $figure" >>"$work/figures"
      done
    done
  done
done

python3 - "$work/figures" <<'PY'
import statistics, sys
seen = {}
for line in open(sys.argv[1]):
    file, connections, path, figure = line.split()
    seen.setdefault((file, int(connections)), {}).setdefault(path, []).append(float(figure))
print(f"{'body':12} {'clients':>7}  " + "".join(f"{p:>22}" for p in ("direct", "nginx", "haproxy", "hooplike", "masked")))
for (file, connections), paths in seen.items():
    middle = {p: statistics.median(f) for p, f in paths.items()}
    print(f"{file:12} {connections:7}  " + "".join(f"{middle[p]:12.0f}/s ({middle[p] / middle['nginx']:.2f})" for p in ("direct", "nginx", "haproxy", "hooplike", "masked")))
PY
