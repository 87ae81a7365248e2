using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Tests.Masking;

/// <summary>A small target and the ways to look at it: customers with partitions and views, orders, and some of the server's own relations.</summary>
internal static class Shop
{
    public const uint Customers = 20001;
    public const uint Orders = 20002;
    public const uint CustomersEu = 20003;
    public const uint People = 20004;
    public const uint CustomerNames = 20010;
    public const uint CustomerMails = 20011;
    public const uint MailsAgain = 20012;
    public const uint WholeRows = 20013;
    public const uint Scored = 20014;
    public const uint Invoices = 20020;
    public const uint BillingInvoices = 20021;
    public const uint PgClass = 1259;
    public const uint PgStats = 12053;
    public const uint Int4 = 23;
    public const uint Int8 = 20;
    public const uint Text = 25;
    public const uint Numeric = 1700;
    public const uint Json = 114;
    public const uint Jsonb = 3802;
    public const uint TextArray = 1009;
    public const uint Citext = 16500;

    public static MaskingRuleConfig Pii { get; } = new()
    {
        Name = "customer-pii",
        Columns = ["public.customers.email", "*.*.ssn"],
        Method = new MaskMethod(MaskKind.Redact),
        Predicates = PredicateUse.Deny,
    };

    public static MaskingRuleConfig Everywhere { get; } = new() { Name = "anywhere", Detectors = ["payment-card", "us-ssn", "email", "secret"], Method = new MaskMethod(MaskKind.Redact) };

    public static ConnectionConfig Connection { get; } = new()
    {
        Name = "shop",
        Protocol = ConnectionProtocol.Postgres,
        Listen = new ListenConfig(15432),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Target = new TargetConfig("127.0.0.1", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new CredentialConfig("shop_owner", null),
    };

    public static CallerIdentity Analyst { get; } = new("ann", CallerKind.Human, ["analysts"], "access token");

    public static TargetCatalogue Catalogue { get; } = new(
        [
            Relation(Customers, "customers", 'p', "id:23 email:25 name:1043 ssn:25 card:20 profile:3802 tags:1009 nick:16500") with { Key = [1] },
            Relation(CustomersEu, "customers_eu", 'r', "id:23 email:25 name:1043 ssn:25 card:20 profile:3802 tags:1009 nick:16500", parents: [Customers]),
            Relation(People, "people", 'r', "email:25 id:23"),
            Relation(20030, "accounts", 'r', "id:23 ssn:25 note:25") with { Unique = [1, 2] },
            Relation(20031, "account_view", 'v', "id:23 number:25", dependsOn: [new(20030, 1), new(20030, 2)]) with { Definition = "select id, ssn as number from public.accounts" },
            Relation(20033, "far_mails", 'f', "id:23 mail:25") with { Foreign = new("elsewhere", "mails") },
            Relation(20032, "far_people", 'f', "id:23 mail:25 note:25") with { Foreign = new("public", "customers"), Columns = [new(1, "id", Int4, false), new(2, "mail", Text, false) { ForeignName = "email" }, new(3, "note", Text, false)] },
            Relation(Orders, "orders", 'r', "id:23 customer_id:23 note:25 total:1700 email_hint:25"),
            Relation(CustomerNames, "customer_names", 'v', "id:23 name:1043", dependsOn: [new(Customers, 1), new(Customers, 3)]) with { Definition = "select id, name from public.customers" },
            Relation(CustomerMails, "customer_mails", 'v', "id:23 mail:25", dependsOn: [new(Customers, 1), new(Customers, 2)]) with { Definition = "select id, email as mail from public.customers" },
            Relation(MailsAgain, "mails_again", 'v', "mail:25", dependsOn: [new(CustomerMails, 2)]) with { Definition = "select mail from public.customer_mails where id > 0" },
            Relation(WholeRows, "whole_rows", 'm', "doc:114", dependsOn: [new(Customers, 0), new(Customers, 1)]) with { Definition = "select row_to_json(c.*) as doc from public.customers c" },
            Relation(Scored, "scored", 'v', "score:23") with { RunsUserCode = true },
            Relation(Invoices, "invoices", 'r', "id:23 iban:25"),
            Relation(BillingInvoices, "invoices", 'r', "id:23 iban:25") with { Schema = "billing" },
            Relation(PgClass, "pg_class", 'r', "oid:26 relname:19") with { Schema = "pg_catalog" },
            Relation(PgStats, "pg_stats", 'v', "tablename:19 most_common_vals:2277", dependsOn: [new(2619, 0)]) with { Schema = "pg_catalog" },
        ],
        """
        lower count now set_config current_setting query_to_xml pg_stat_get_activity pg_notify generate_series to_jsonb row_to_json length substr chr ascii pg_sleep regexp_matches rank string_agg
        upper array_agg min max sum coalesce left pg_advisory_lock concat concat_ws row_number json_agg xmlagg unnest json_each_text lag format md5 setseed date_trunc
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(),
        new[] { "loyalty", "now_or_later", "peek", "find_name", "keep", "all_people", "anybody" }.ToFrozenSet(),
        new[] { "~~~" }.ToFrozenSet())
    {
        StringTypes = new[] { Citext }.ToFrozenSet(),
        VolatileBuiltins = new[] { "setseed", "pg_sleep", "set_config", "pg_notify" }.ToFrozenSet(),
        Functions =
        [
            new("public", "loyalty", "plpgsql", "begin execute 'select 1'; end"),
            new("public", "peek", "sql", "select ssn from public.customers where id = $1") { IsVolatile = false },
            new("public", "find_name", "sql", "select name from public.customers where name = wanted limit 1") { IsVolatile = false, Arguments = ["wanted"] },
            new("public", "keep", "sql", "insert into public.orders (note) select ssn from public.customers; select 1"),
            new("public", "now_or_later", "sql", "select now()"),
            new("public", "all_people", "sql", "select * from public.people where id > 0") { IsVolatile = false },
            new("public", "anybody", "sql", "select * from public.customers") { IsVolatile = false },
        ],
        FunctionColumns = new Dictionary<string, ImmutableArray<string>> { ["json_each_text"] = ["key", "value"], ["pg_stat_get_activity"] = [], ["all_people"] = ["email", "id"], ["anybody"] = [] }.ToFrozenDictionary(),
    };

    public static SessionMasking Masking(params MaskingRuleConfig[] rules) => Masking(Analyst, rules);

    public static SessionMasking Masking(CallerIdentity caller, params MaskingRuleConfig[] rules) => new(Snapshot(rules), Connection, caller, Catalogue);

    public static AgentSnapshot Snapshot(params MaskingRuleConfig[] rules) => new()
    {
        Version = 1,
        ConsoleAddress = "http://localhost:8080",
        MaskingRules = [.. rules],
        MaskingKey = new Secret(Convert.ToBase64String(new byte[32])),
    };

    public static SqlAnalysis Analysis(params SqlStatement[] statements) => new("select ada@example.com", [.. statements], "select '…'", null);

    public static SqlStatement Select(params string[] tables) => new()
    {
        Offset = 0,
        Length = 1,
        Kinds = SqlKinds.Select,
        Tables = [.. tables.Select(t => new SqlTable(null, t, SqlAccess.Read))],
    };

    public static SqlColumnUse Use(SqlColumnPlace place, string name, string? qualifier = null) => new(qualifier, name, place);

    /// <summary>What a mask makes of a value: null for NULL.</summary>
    public static string? Apply(this ValueMask? mask, string value)
    {
        if (mask is null) return value;
        var output = new ArrayBufferWriter<byte>();
        return mask.Apply(Encoding.UTF8.GetBytes(value), output) switch
        {
            MaskOutcome.Null => null,
            MaskOutcome.Unchanged => value,
            _ => Encoding.UTF8.GetString(output.WrittenSpan),
        };
    }

    public static ValueMask? Column(this StatementMasking statement, uint table, short number, uint type = Text, short format = 0) =>
        statement.PlanResult(0, [new ResultColumn(table, number, type, format)]).Columns[0];

    private static CatalogueRelation Relation(uint oid, string name, char kind, string columns, uint[]? parents = null, CatalogueColumnId[]? dependsOn = null) => new(
        oid,
        "public",
        name,
        kind,
        [.. columns.Split(' ').Select((c, i) => new CatalogueColumn((short)(i + 1), c.Split(':')[0], uint.Parse(c.Split(':')[1], null), false))],
        [.. parents ?? []],
        [.. dependsOn ?? []]);
}
