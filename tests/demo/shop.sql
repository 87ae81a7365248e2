-- A small shop with what must not be seen: e-mail addresses, phones, social security numbers, cards.
create table customers (
  id      int primary key,
  name    text not null,
  email   text not null unique,
  phone   text not null,
  ssn     text not null,
  card    text not null,
  country text not null
);

create table orders (
  id          int generated always as identity primary key,
  customer_id int not null references customers,
  placed_at   timestamptz not null,
  state       text not null,
  total       numeric(10, 2) not null
);

create function pg_temp.with_luhn(prefix text) returns text language sql as $$
  select prefix || ((10 - sum(case when n % 2 = 1 then (d * 2) / 10 + (d * 2) % 10 else d end) % 10) % 10)
  from (select n, substr(reverse(prefix), n, 1)::int as d from generate_series(1, length(prefix)) as n) as digits
$$;

insert into customers
select n,
  first[1 + n % 20] || ' ' || last[1 + (n * 7) % 20],
  lower(first[1 + n % 20] || '.' || last[1 + (n * 7) % 20]) || n || '@example.com',
  format('+1 555 %s %s', lpad((n * 37 % 1000)::text, 3, '0'), lpad((n * 7919 % 10000)::text, 4, '0')),
  format('%s-%s-%s', lpad((100 + n * 13 % 500)::text, 3, '0'), lpad((1 + n * 17 % 98)::text, 2, '0'), lpad((1 + n * 7907 % 9998)::text, 4, '0')),
  pg_temp.with_luhn('411111' || lpad((n * 104729 % 1000000000)::text, 9, '0')),
  (array['US', 'DE', 'IN', 'BR', 'JP'])[1 + n % 5]
from generate_series(1, 300) as n,
  (select '{Ada,Bela,Chen,Dora,Emil,Fatma,Goran,Hana,Ivo,Jana,Kofi,Lena,Milan,Nora,Omar,Petra,Quinn,Rosa,Sami,Tove}'::text[] as first,
          '{Abel,Bauer,Costa,Dias,Ekman,Fuchs,Garcia,Huang,Ito,Jensen,Khan,Lopez,Meyer,Nowak,Okafor,Patel,Quist,Rossi,Singh,Tanaka}'::text[] as last) as names;

insert into orders (customer_id, placed_at, state, total)
select 1 + n * 31 % 300, timestamptz '2026-01-01' + n * interval '3 hours', (array['open', 'paid', 'shipped', 'returned'])[1 + n % 4], 5 + n * 997 % 50000 / 100.0
from generate_series(1, 1200) as n;

create view customer_contacts as select id, name, email as contact from customers;

grant select, insert, update, delete on customers, orders, customer_contacts to shop_owner;
alter table customers owner to shop_owner;
alter table orders owner to shop_owner;
alter view customer_contacts owner to shop_owner;
analyze;
