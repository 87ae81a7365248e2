-- What COPY and SELECT read: two columns of five are masked on their way through the gateway.
create table people as
select n::int as id,
  'Person number ' || n as name,
  'person' || n || '@example.com' as email,
  lpad((100 + n % 500)::text, 3, '0') || '-' || lpad((1 + n % 98)::text, 2, '0') || '-' || lpad((1 + n % 9998)::text, 4, '0') as ssn,
  md5(n::text) as note
from generate_series(1, :rows) as n;
vacuum analyze people;
