# shellcheck shell=bash
# Starts private servers and the product for demo.sh and tests/Benchmarks/run.sh. Source it; then: work_folder, and what is needed of the rest.
# Every child dies with the shell that started it (PR_SET_PDEATHSIG), and stop_all stops them in turn before that.

postgres_bin=/usr/lib/postgresql/15/bin
children=()

fail() { echo "$*" >&2; exit 1; }

# work_folder NAME: sets $work to a new folder that servers may enter, removed by stop_all.
work_folder() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX")
  chmod 755 "$work"
  trap stop_all EXIT
  trap 'exit 130' INT TERM
}

stop_all() {
  local i
  trap '' INT TERM
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do
    local signal=TERM pid=${children[i]#*:}
    [[ ${children[i]} == fast:* ]] && signal=INT
    kill -s $signal "$pid" 2>/dev/null || continue
    for _ in {1..100}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -s KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}

port_is_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    port_is_busy "$port" || { echo "$port"; return; }
  done
  fail "no free port was found between 20000 and 32000"
}

# until_holds SECONDS LOG COMMAND...: waits until the command succeeds; else ends with the log's last lines.
until_holds() {
  local end=$((SECONDS + $1)) log=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "gave up waiting for: $*
$(tail -n 20 "$log")"
    sleep 0.1
  done
}

# server USER-OR-EMPTY LOG COMMAND...: starts a child, as nobody when we are root and the server refuses to be.
server() {
  local as_nobody=$1 log=$2
  shift 2
  local drop=()
  [[ $as_nobody == nobody && $(id -u) == 0 ]] && drop=(--reuid=65534 --regid=65534 --clear-groups --no-new-privs)
  setpriv "${drop[@]}" --pdeathsig KILL "$@" >"$log" 2>&1 &
  children+=("${stop_with:-term}:$!")
}

# start_postgres PORT [SETTING...]: superuser `postgres`, SCRAM, TLS by a certificate of its own; sets $superuser_password.
start_postgres() {
  local port=$1 data=$work/postgres
  shift
  superuser_password=$(openssl rand -hex 16)
  mkdir "$data"
  printf '%s' "$superuser_password" >"$data/pw"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$data/server.key" -out "$data/server.crt" 2>/dev/null
  chmod 600 "$data/server.key"
  local drop=()
  if [[ $(id -u) == 0 ]]; then
    drop=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs)
    chown -R 65534:65534 "$data"
  fi
  (cd "$data" && "${drop[@]}" $postgres_bin/initdb -D "$data/d" -U postgres -A scram-sha-256 --pwfile="$data/pw" -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null)
  rm "$data/pw"
  local settings=()
  for setting in "$@"; do settings+=(-c "$setting"); done
  stop_with=fast server nobody "$work/postgres.log" $postgres_bin/postgres -D "$data/d" -k "$data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c ssl=on -c "ssl_cert_file=$data/server.crt" -c "ssl_key_file=$data/server.key" -c fsync=off -c full_page_writes=off "${settings[@]}"
  until_holds 30 "$work/postgres.log" $postgres_bin/pg_isready -q -h 127.0.0.1 -p "$port"
}

# publish_product ROOT: the console and the agent as they would be shipped, under $work. (Analyzers judge the code in test.sh.)
publish_product() {
  local root=$1
  dotnet publish "$root/Console" -c Release -p:RunAnalyzers=false -v quiet --nologo -o "$work/console"
  dotnet publish "$root/Agent" -c Release -p:RunAnalyzers=false -v quiet --nologo -o "$work/agent"
}

# start_console PORT CONFIG-FILE
start_console() {
  mkdir -p "$work/console-data"
  HOOPLIKE_Urls=http://127.0.0.1:$1 HOOPLIKE_DataDir=$work/console-data HOOPLIKE_ConfigFile=$2 ASPNETCORE_CONTENTROOT=$work/console \
    server "" "$work/console.log" dotnet "$work/console/HoopLike.Console.dll"
  until_holds 60 "$work/console.log" curl -sf "http://127.0.0.1:$1/healthz/ready"
}

# start_agent CONSOLE-PORT NAME TOKEN
start_agent() {
  HOOPLIKE_AGENT_TOKEN=$3 server "" "$work/agent.log" dotnet "$work/agent/hooplike.dll" agent \
    --console "http://127.0.0.1:$1" --name "$2" --data-dir "$work/agent-data"
}

# until_listening PORT LOG
until_listening() { until_holds 60 "$2" port_is_busy "$1"; }

all_alive() {
  local child
  for child in "${children[@]}"; do kill -0 "${child#*:}" 2>/dev/null || return 1; done
}
