namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The target's tables. Values that a masking rule covers are markers: none of them may turn up anywhere on our side.</summary>
static class ShopSchema
{
    public const string Email = "marker-email-7f3a91c2@example.com";
    public const string Ssn = "219-09-9127";
    public const string Card = "4111111111111111";
    public const string Phone = "+49 30 5550077";
    public const string Salary = "98765.43";
    public const string VoucherSsn = "457-55-5462";
    public const string VoucherCode = "MARKERVOUCHER99";

    public const string MemberEmail = "marker-member-51c09e7a@example.com";

    /// <summary>Each covered value, in words that a file could hold.</summary>
    public static IReadOnlyList<string> Markers => [Email, Ssn, Card, Phone, Salary, VoucherSsn, VoucherCode, MemberEmail];

    public const string Sql = $"""
        create table customers (id int primary key, name text not null, email text unique, ssn text, card text, phone text, salary numeric, born date, note text);
        insert into customers values
          (1, 'Ada', '{Email}', '{Ssn}', '{Card}', '{Phone}', {Salary}, '1990-02-03', 'likes tea'),
          (2, 'Bela', 'bela@example.com', '219-09-9128', '5500005555555559', '+1 555 0100', 11111.11, '1985-12-24', 'called from bela@example.com about card 5500005555555559'),
          (3, 'Chen', null, null, null, null, null, null, null);
        create table orders (id int primary key, customer_id int references customers, state text not null, total numeric not null);
        insert into orders select n, 1 + n % 3, 'open', n * 1.5 from generate_series(1, 100) n;
        create table payouts (id int primary key, amount int not null);
        insert into payouts select n, n * 10 from generate_series(1, 20) n;
        create table hasty (id int primary key, state text);
        insert into hasty select n, 'open' from generate_series(1, 20) n;
        create table ledger (id int primary key, word text, contact text);
        insert into ledger select n, 'line ' || n, null from generate_series(1, 50) n;
        create table ledger_lines (id int primary key, ledger_id int references ledger deferrable initially deferred);
        create table vouchers (code text primary key, ssn text);
        insert into vouchers values ('{VoucherCode}', '{VoucherSsn}');
        create table scratch (id int primary key, word text);
        create table members (id int primary key, email text unique, nick varchar(40), visits int not null default 0);
        insert into members values (1, '{MemberEmail}', 'ada'), (2, 'O''Brien\\member@example.com', 'brien');
        create table invitations (id int primary key, email text);
        insert into invitations values (11, '{MemberEmail}');
        create view customer_contacts as select id, name, email as contact from customers;
        create function lower_emails() returns setof text language sql as 'select lower(email) from customers';
        create function tell_emails() returns text language plpgsql as $f$ begin raise notice 'the first is %', (select email from customers where id = 1); return 'told'; end $f$;
        do $$ declare t text; begin
          foreach t in array array['customers', 'orders', 'payouts', 'hasty', 'vouchers', 'scratch', 'ledger', 'ledger_lines', 'members', 'invitations'] loop execute format('alter table %I owner to shop_owner', t); end loop;
        end $$;
        analyze customers;
        alter view customer_contacts owner to shop_owner;
        """;
}
