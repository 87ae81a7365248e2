#!/usr/bin/env bash
# Records what real programs say to PostgreSQL: starts a private server with the corpus' schema (twice, as twins), lets it log each statement, runs every program here, and turns the log into ../recorded-*.yaml.
#
#   record.sh A.sql B.sql MODULES     A.sql and B.sql make the two databases; MODULES is a folder whose node_modules has sequelize, typeorm 0.3, knex, objection, pg and reflect-metadata
#
# Used: Debian's python3-sqlalchemy 1.4, python3-django 3.2, python3-peewee 3.14, ruby-activerecord 6.1, libpostgresql-jdbc-java 42.5, psql and pg_dump 15; npm's sequelize 6, typeorm 0.3.31, knex 3, objection 3; NuGet's EF Core 10.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
twin_a=$1 twin_b=$2 modules=$3
bin=/usr/lib/postgresql/15/bin
work=$(mktemp -d)
as=()
[[ $(id -u) != 0 ]] || { chown nobody "$work"; as=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --pdeathsig KILL); }
cd "$work"

"${as[@]}" "$bin/initdb" -D "$work/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions > /dev/null
export PGHOST=127.0.0.1 PGPORT=18256 PGUSER=postgres
"${as[@]}" "$bin/postgres" -D "$work/data" -k "$work" -p $PGPORT -c listen_addresses=127.0.0.1 -c fsync=off -c logging_collector=on -c log_destination=jsonlog -c log_directory="$work/log" -c log_filename=all \
  -c log_rotation_size=0 -c shared_preload_libraries=pg_stat_statements 2> "$work/start" &
server=$!
trap 'kill -INT $server; wait $server || true; rm -rf "$work"' EXIT
until psql -qc 'select 1' postgres > /dev/null 2>&1; do sleep 0.1; done

psql -q postgres -c 'create role shop_owner login' -c 'create database a owner shop_owner'
psql -q -v ON_ERROR_STOP=1 a -f "$twin_a" > /dev/null
psql -q postgres -c 'create database b template a owner shop_owner'
psql -q -v ON_ERROR_STOP=1 b -f "$twin_b" > /dev/null
psql -q postgres -c 'create database shop template a owner shop_owner' -c 'alter database shop set log_statement = '"'all'"

export PGUSER=shop_owner PGDATABASE=shop
run() { local name=$1; shift; echo "$name"; PGAPPNAME=$name "$@" > "$work/$name.out" 2>&1 || { tail -5 "$work/$name.out"; echo "$name: failed" >&2; }; }
run sqlalchemy /usr/bin/python3 "$here/sqlalchemy_orm.py"
run django /usr/bin/python3 "$here/django_orm.py"
run peewee /usr/bin/python3 "$here/peewee_orm.py"
for program in sequelize typeorm knex; do
  cp "$here/$program.mjs" "$modules/$program-recorder.mjs"
  run $program node "$modules/$program-recorder.mjs"
  rm "$modules/$program-recorder.mjs"
done
run activerecord ruby "$here/activerecord.rb"
run pgjdbc java -cp /usr/share/java/postgresql.jar "$here/metadata.java"
run efcore dotnet run --project "$here/EfCore"
run psql psql -X -c '\d' -c '\dt+' -c '\d people' -c '\d+ orders' -c '\df' -c '\df+ gross' -c '\l' -c '\dn+' -c '\du' -c '\dv' -c '\dm' -c '\dT' -c '\di' -c '\ds' -c '\dx' -c '\dp' -c '\sf gross' -c '\sv people_brief' -c '\dd' -c '\dD' -c '\des' -c '\dew'
run pg_dump pg_dump --schema-only
/usr/bin/python3 "$here/convert.py" "$work/log/all.json" "$here/.."
