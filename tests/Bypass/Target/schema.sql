-- The target. What a masking rule covers (BypassPlan) is planted with markers (Plant); everything else is anybody's to see.
create extension citext;
create extension dblink;
create extension postgres_fdw;
create extension pg_stat_statements;
grant pg_read_server_files, pg_write_server_files, pg_execute_server_program, pg_monitor to shop_owner;
grant execute on function pg_read_file(text), pg_read_file(text, bigint, bigint), pg_read_binary_file(text), pg_read_binary_file(text, bigint, bigint), pg_ls_dir(text) to shop_owner;
grant usage on foreign data wrapper postgres_fdw to shop_owner;
grant create on schema public to shop_owner;
set role shop_owner;

create type mood as enum ('calm', 'cross');
create type place as (street text, flat int);
create domain shy as text;
create table depts (id int primary key, title text not null, budget numeric not null);
create table people (
  id int primary key, name text not null, city text, dept_id int references depts, joined date not null,
  ssn text, code varchar(40), badge char(24), nick citext, zip text, pin int, account bigint, salary numeric(20, 4), born date, seen timestamptz, token uuid, addr inet, photo bytea,
  doc json, profile jsonb, tags text[], home place, mood mood, handle shy, vec tsvector, stay int8range, sheet xml,
  ssn_mirror text generated always as (reverse(ssn)) stored);
create table orders (id int primary key, person_id int references people, item text not null, amount numeric(12, 2) not null, placed date not null, state text not null);
create table accounts (id int primary key, person_id int references people, iban text, balance numeric(20, 2), email text unique, alias text, status text not null, opened date not null);
create table visits (id int, day date not null, person_id int, room text not null, diagnosis text) partition by range (day);
create table visits_2024 partition of visits for values from ('2024-01-01') to ('2025-01-01');
create table visits_2025 partition of visits for values from ('2025-01-01') to ('2026-01-01');
create table contacts (id int primary key, name text not null, phone text);
create table vip_contacts (lounge text) inherits (contacts);
create table tickets (id int primary key, person_id int, subject text not null, body text, opened timestamptz not null);
create table members (id int primary key, name text not null, tier text not null, member text, sponsor text, locker bigint);
create table jar (id serial primary key, word text, number numeric, bytes bytea);

create view people_brief as select id, name, city, dept_id from people;
create view people_cards as select id, name, ssn as s, code from people;
create view people_deep as select id, upper(s) as t from people_cards;
create view people_calc as select name, length(ssn) + pin as l from people;
create view member_cards as select id, name, member as card from members;
create view member_starts as select id, name, left(member, 1) as start from members;
create materialized view people_mat as select p.id, p.name, p.ssn as number, count(o.id) as orders from people p left join orders o on o.person_id = p.id group by p.id, p.name, p.ssn with no data;
create function ssn_of(int) returns text stable begin atomic select ssn from people where id = $1; end;
create function ssn_string(int) returns text language sql stable as 'select ssn from people where id = $1';
create function ssn_pl(int) returns text language plpgsql as $f$ begin return (select ssn from people where id = $1); end $f$;
create function everyone() returns setof people language sql stable as 'select * from people';
create function gross(numeric) returns numeric language sql immutable return $1 * 1.19;
create function shout(text) returns text language sql immutable return upper($1) || '!';

insert into depts select n, (array['Sales', 'Finance', 'Support', 'Research'])[n], n * 10000 from generate_series(1, 4) n;
