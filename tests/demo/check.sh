# shellcheck shell=bash disable=SC2154
# One statement and one request of each outcome, each against what is running; sourced by demo.sh --check.

faults=0

# verdict WORDS CONDITION...: prints one line; a condition that fails makes the check fail.
verdict() {
  local words=$1
  shift
  if "$@"; then echo "  ok      $words"; else echo "  FAILED  $words"; faults=$((faults + 1)); fi
}

has() { [[ $1 == *"$2"* ]]; }
has_not() { [[ $1 != *"$2"* ]]; }

# shop KEY STATEMENT: what psql prints, errors included.
shop() {
  PGPASSWORD=$1 psql -X -v VERBOSITY=verbose "host=127.0.0.1 port=$shop user=demo dbname=shop sslmode=require" -c "$2" 2>&1 || true
}

# target STATEMENT: the truth, asked of PostgreSQL itself.
target() { PGPASSWORD=$superuser_password psql -qAtX -U postgres -p "$target" -d shop -c "$1"; }

# api KEY PATH [CURL-ARGUMENT...]
api() {
  local key=$1 path=$2
  shift 2
  curl -sS -H "Authorization: Bearer $key" "$@" "http://127.0.0.1:$console/api/v1/$path"
}

# field NAME: the first value of that name in the JSON on standard input.
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

pending() { api "$approver_key" "approvals?status=pending"; }
is_pending() { pending | grep -q '"id"'; }

check_allowed() {
  echo "allowed and masked: select name, email, ssn, card from customers where id = 1"
  local answer real
  answer=$(shop "$analyst_key" "select name, email, ssn, card from customers where id = 1")
  echo "$answer"
  verdict "the row came back" has "$answer" "$(target "select name from customers where id = 1")"
  for column in email ssn card; do
    real=$(target "select $column from customers where id = 1")
    verdict "$column is masked" has_not "$answer" "$real"
  done
}

check_denied() {
  echo "denied: drop table orders"
  local answer
  answer=$(shop "$analyst_key" "drop table orders")
  echo "$answer"
  verdict "the error is 42501" has "$answer" "ERROR:  42501"
  verdict "the policy's message is shown" has "$answer" "Schema changes go through migrations."
  verdict "the table is still there" has "$(target "select to_regclass('orders') is not null")" t
}

check_held() {
  echo "held, then approved over REST: update orders set state = 'held' where id = 1"
  shop "$analyst_key" "update orders set state = 'held' where id = 1" >"$work/held.out" &
  local asking=$! ticket
  until_holds 15 "$work/agent.log" is_pending
  ticket=$(pending | field id)
  verdict "PostgreSQL has not seen it" has_not "$(target "select state from orders where id = 1")" held
  api "$approver_key" "approvals/$ticket/approve" -X POST -H 'Content-Type: application/json' -d '{"reason": "demo"}' >/dev/null
  wait "$asking"
  cat "$work/held.out"
  verdict "psql was told where the ticket is" has "$(cat "$work/held.out")" "NOTICE"
  verdict "the answer came after the approval" has "$(cat "$work/held.out")" "UPDATE 1"
  verdict "PostgreSQL has done it" has "$(target "select state from orders where id = 1")" held
}

# ask PATH [CURL-ARGUMENT...]: an answer of the API through the agent, its status last.
ask() {
  local path=$1
  shift
  curl -sS -w '\n%{http_code}\n' -H "Authorization: Bearer $analyst_key" "$@" "http://127.0.0.1:$api$path" 2>&1 || true
}

requests() { cat "$work/nginx.requests"; }

check_api() {
  echo "allowed and masked: GET /customers.json"
  local answer asking ticket
  answer=$(ask /customers.json)
  echo "$answer"
  verdict "the customers came back" has "$answer" "$(target "select name from customers where id = 1")"
  for column in email card; do verdict "$column is masked" has_not "$answer" "$(target "select $column from customers where id = 1")"; done
  verdict "the API's own secret did not come back" has_not "$answer" "$api_secret"

  echo "denied: DELETE /customers.json"
  answer=$(ask /customers.json -X DELETE)
  echo "$answer"
  verdict "the answer is 403" has "$answer" $'\n403'
  verdict "the policy's message is shown" has "$answer" "The shop changes its own records."
  verdict "nginx has not seen it" has_not "$(requests)" DELETE

  echo "held, then approved over REST: POST /refunds"
  ask /refunds -d '{"order": 1}' >"$work/refund.out" &
  asking=$!
  until_holds 15 "$work/agent.log" is_pending
  ticket=$(pending | field id)
  verdict "nginx has not seen it" has_not "$(requests)" refunds
  api "$approver_key" "approvals/$ticket/approve" -X POST -H 'Content-Type: application/json' -d '{"reason": "demo"}' >/dev/null
  wait "$asking"
  cat "$work/refund.out"
  verdict "the answer came after the approval" has "$(cat "$work/refund.out")" '"refunded": true'
}

session_has_ended() { api "$auditor_key" "sessions/$1" | grep -q '"endedAt"'; }

check_recording() {
  echo "recorded: hooplike verify"
  local session answer
  session=$(api "$auditor_key" "sessions?identity=report-bot&connection=shop" | field id)
  until_holds 15 "$work/console.log" session_has_ended "$session"
  api "$auditor_key" "sessions/$session/recording" -o "$work/session.recording"
  answer=$(dotnet "$work/agent/hooplike.dll" verify "$work/session.recording" 2>&1) || faults=$((faults + 1))
  echo "$answer"
  verdict "the statement is in the recording" has "$(api "$auditor_key" "sessions/$session/events")" "update orders"
}

check_all() {
  check_allowed
  check_denied
  check_held
  check_recording
  check_api
  if [[ $faults == 0 ]]; then echo "demo: everything came back as it should"; else echo "demo: $faults faults"; fi
  [[ $faults == 0 ]]
}
