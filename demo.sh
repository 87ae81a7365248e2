#!/usr/bin/env bash
# The whole of HoopLike on one machine: a private PostgreSQL with a sample shop, an nginx with the shop's API, the console and an agent.
#
#   ./demo.sh           starts it, says who may sign in and what to try; Ctrl-C stops all and leaves nothing behind
#   ./demo.sh --check   the same, tries one statement and one request of each outcome, stops, exits 0 or 1
#
# HOOPLIKE_DEMO_CONSOLE_PORT (8080), HOOPLIKE_DEMO_SHOP_PORT (15432) and HOOPLIKE_DEMO_API_PORT (15480) move the ports that are meant for you.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/stack.sh
source "$root/tests/stack.sh"

case ${1:-} in
  "") check=0 ;;
  --check) check=1 ;;
  *) echo "usage: ./demo.sh [--check]" >&2; exit 2 ;;
esac

console=${HOOPLIKE_DEMO_CONSOLE_PORT:-8080}
shop=${HOOPLIKE_DEMO_SHOP_PORT:-15432}
api=${HOOPLIKE_DEMO_API_PORT:-15480}
for port in "$console HOOPLIKE_DEMO_CONSOLE_PORT" "$shop HOOPLIKE_DEMO_SHOP_PORT" "$api HOOPLIKE_DEMO_API_PORT"; do
  if port_is_busy "${port% *}"; then
    fail "Port ${port% *} is in use. Stop what listens there, or choose another: ${port#* }=<port> ./demo.sh"
  fi
done

"$root/tests/install.sh" demo
work_folder hooplike-demo
export PATH=$postgres_bin:$PATH PGCONNECT_TIMEOUT=10

echo "demo: building"
publish_product "$root"

echo "demo: starting PostgreSQL, nginx, console and agent"
target=$(free_port)
start_postgres "$target"
shop_password=$(openssl rand -hex 16)
export PGHOST=127.0.0.1
PGPASSWORD=$superuser_password psql -qX -v ON_ERROR_STOP=1 -U postgres -p "$target" -d postgres \
  -c "create role shop_owner login password '$shop_password'" -c "create database shop owner shop_owner"
PGPASSWORD=$superuser_password psql -qX -v ON_ERROR_STOP=1 -U postgres -p "$target" -d shop -f "$root/tests/demo/shop.sql"

secret() { openssl rand -hex "$1"; }
api_target=$(free_port) api_secret=$(secret 16)
source "$root/tests/demo/api.sh"
start_api "$api_target" "$api_secret"
engineer=$(secret 6) approver=$(secret 6) auditor=$(secret 6)
analyst_key=hlk_$(secret 20) approver_key=hlk_$(secret 20) auditor_key=hlk_$(secret 20)
enrolment=$(secret 16)
printf '%s' "$shop_password" >"$work/shop.pw"
chmod 600 "$work/shop.pw"
source "$root/tests/demo/configuration.sh"
write_configuration >"$work/demo.yaml"
chmod 600 "$work/demo.yaml"

start_console "$console" "$work/demo.yaml"
start_agent "$console" local "$enrolment"
until_listening "$shop" "$work/agent.log"
until_listening "$api" "$work/agent.log"

if [[ $check == 1 ]]; then
  source "$root/tests/demo/check.sh"
  check_all
  exit $?
fi

cat <<TEXT

  Console   http://localhost:$console

            engineer / $engineer    changes connections, policies and masking rules
            approver / $approver    approves or denies
            auditor  / $auditor    reads sessions and the audit log

  Try, in another terminal (the password is the key of the service account report-bot):

    export PGPASSWORD=$analyst_key
    alias shop='psql "host=127.0.0.1 port=$shop user=me dbname=shop sslmode=require"'

    shop -c "select name, email, ssn, card from customers limit 3"      answered, masked
    shop -c "drop table orders"                                         denied
    shop -c "update orders set state = 'paid' where id = 1"             held until the approver decides, at the console's page

  And the shop's API, with the same key where an API has its own:

    alias api="curl -H 'Authorization: Bearer $analyst_key'"

    api http://127.0.0.1:$api/customers.json                     answered, masked
    api -X DELETE http://127.0.0.1:$api/customers.json           denied
    api -d '{\"order\": 1}' http://127.0.0.1:$api/refunds          held until the approver decides

  Ctrl-C stops everything and leaves nothing behind.

TEXT
while all_alive; do sleep 1; done
fail "demo: a part ended by itself; the last lines of each log:
$(tail -n 5 "$work"/*.log)"
