using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Every type that a server has, by every method, in both formats: what comes out is NULL, or the server itself takes it for a value of the type.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class MaskedTypesOnServerTests : IDisposable
{
    private const uint Table = 20001;
    private const string Types =
        """
        drop schema if exists masked_types cascade;
        create schema masked_types;
        create type masked_types.mood as enum ('sad', 'ok', 'happy');
        create type masked_types.pair as (a int, b text);
        create type masked_types.span as range (subtype = int8);
        create domain masked_types.positive as int check (value > 0);
        create domain masked_types.short as varchar(3) check (value ~ '^[a-z]*$')
        """;

    /// <summary>Where <c>hash</c> gives another value of the type.</summary>
    private static readonly FrozenSet<string> hashed = new[]
    {
        "smallint", "integer", "bigint", "oid", "numeric", "real", "double precision", "uuid", "bytea", "inet", "cidr", "macaddr", "macaddr8", "date", "timestamp without time zone", "timestamp with time zone",
        "masked_types.positive", "information_schema.cardinal_number", "information_schema.time_stamp",
    }.ToFrozenSet();

    private readonly TypedWire wire;
    private readonly TokenKey tokens = new();

    public MaskedTypesOnServerTests(PrivatePostgres server)
    {
        wire = new TypedWire(server.Port);
        wire.Run(Types);
    }

    public void Dispose()
    {
        wire.Dispose();
        tokens.Dispose();
    }

    [Fact]
    public void What_a_method_leaves_is_null_or_a_value_of_the_type()
    {
        // A domain is described as what it is made of (RowDescription), through any number of domains.
        var types = wire.Rows(
            """
            with recursive base(oid, at) as (select oid, oid from pg_type union all select b.oid, t.typbasetype from base b join pg_type t on t.oid = b.at where t.typtype = 'd')
            select t.oid, t.oid::regtype::text, b.at
            from pg_type t join base b on b.oid = t.oid join pg_type r on r.oid = b.at and r.typtype <> 'd'
            where t.typtype in ('b', 'r', 'm', 'e', 'd', 'c') and t.typisdefined
            """);
        Assert.True(types.Count > 500, $"{types.Count} types");
        var strings = wire.Rows("select oid from pg_type where typcategory = 'S' and typtype = 'b' and typnamespace <> 'pg_catalog'::regnamespace").Select(r => uint.Parse(r[0])).ToFrozenSet();
        var (wrong, masked) = (new List<string>(), new HashSet<(string, MaskKind)>());
        foreach (var type in types)
        {
            var oid = uint.Parse(type[2]);
            for (short format = 0; format <= 1; format++)
            {
                var samples = wire.Samples(type[1], format).ToArray();
                foreach (var method in Enum.GetValues<MaskKind>())
                {
                    var mask = Mask(new MaskMethod(method, KeepLast: method == MaskKind.Partial ? 2 : 0), oid, format, strings);
                    // Of bytes that are no text, some may be kept.
                    var values = method == MaskKind.Partial ? samples : [.. samples, .. Garbage];
                    var outputs = values.Select(v => Apply(mask, v)).OfType<byte[]>().DistinctBy(Convert.ToHexString).ToArray();
                    if (outputs.Length > 0) masked.Add((type[1], method));
                    foreach (var (output, error) in outputs.Zip(wire.Accept(oid, format, outputs)))
                        if (error is not null) wrong.Add($"{type[1]} by {method} in format {format}: {Encoding.UTF8.GetString(output)}: {error}");
                }
            }
        }
        Assert.Empty(wrong);
        Assert.DoesNotContain(masked, m => m.Item2 == MaskKind.Null);
        Assert.Contains(("text[]", MaskKind.Partial), masked);
        Assert.Contains(("xml", MaskKind.Token), masked);
        Assert.Contains(("masked_types.short", MaskKind.Token), masked);
        Assert.DoesNotContain(("masked_types.mood", MaskKind.Redact), masked);
        Assert.Superset(hashed, masked.Where(m => m.Item2 == MaskKind.Hash).Select(m => m.Item1).ToFrozenSet());
        Assert.DoesNotContain(masked, m => m.Item2 == MaskKind.Redact && hashed.Contains(m.Item1));
    }

    [Fact]
    public void A_hash_in_text_and_in_binary_is_the_same_value_and_tells_values_apart()
    {
        foreach (var name in hashed.Where(n => !n.Contains('.', StringComparison.Ordinal)))
        {
            var oid = uint.Parse(wire.Rows($"select '{name}'::regtype::oid")[0][0]);
            var (text, binary) = (wire.Samples(name, 0).DistinctBy(Convert.ToHexString).ToArray(), wire.Samples(name, 1).DistinctBy(Convert.ToHexString).ToArray());
            var hash = new MaskMethod(MaskKind.Hash);
            var inText = text.Select(v => Apply(Mask(hash, oid, 0, []), v)!).ToArray();
            var inBinary = binary.Select(v => Apply(Mask(hash, oid, 1, []), v)!).ToArray();
            Assert.True(text.Length == binary.Length && text.Length > 0 && inText.All(v => v is not null), name);
            for (var i = 0; i < text.Length; i++) Assert.True(wire.Same(oid, inText[i], inBinary[i]), $"{name} {Encoding.UTF8.GetString(text[i])}: {Encoding.UTF8.GetString(inText[i])}");
            Assert.Equal(inText.Length, inText.DistinctBy(Convert.ToHexString).Count());
        }
    }

    [Fact]
    public void Values_that_the_server_takes_for_equal_have_one_hash()
    {
        foreach (var (name, one, other) in (ReadOnlySpan<(string, string, string)>)
            [("numeric", "1.50", "1.5"), ("numeric", "1", "1.000"), ("numeric", "-0", "0"), ("numeric", "1e3", "1000"), ("double precision", "-0", "0"), ("real", "0.5", "5e-1"),
                ("timestamp with time zone", "2024-01-31 12:00+00", "2024-01-31 14:00+02"), ("character(5)", "ab", "ab   "), ("bytea", "\\x41", "A"), ("inet", "10.0.0.1/32", "10.0.0.1"), ("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11")])
        {
            var oid = uint.Parse(wire.Rows($"select '{name}'::regtype::oid")[0][0]);
            for (short format = 0; format <= 1; format++)
            {
                var mask = Mask(new MaskMethod(MaskKind.Hash), oid, format, []);
                Assert.Equal(Apply(mask, wire.Value(name, one, format)!), Apply(mask, wire.Value(name, other, format)!));
            }
        }
    }

    private static IEnumerable<byte[]> Garbage => [[], [0], [0xFF, 0xFE], "whatever"u8.ToArray(), new byte[8], new byte[20], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 1]];

    /// <summary>An array without elements, or of NULLs alone: there is nothing to hide in it.</summary>
    private static bool HasNoElement(byte[] value) =>
        value is [(byte)'{', ..] ? System.Text.Encoding.UTF8.GetString(value).Trim('{', '}').Split(',').All(e => e is "" or "NULL") : value is [0, 0, 0, 0, ..] || (value.Length > 12 && value.AsSpan(12 + (value[3] * 8)).IndexOfAnyExcept((byte)0xFF) < 0);

    private static byte[]? Apply(ValueMask mask, byte[] value)
    {
        var output = new ArrayBufferWriter<byte>();
        switch (mask.Apply(value, output))
        {
            case MaskOutcome.Null:
                Assert.Equal(0, output.WrittenCount);
                return null;
            case MaskOutcome.Replaced:
                return output.WrittenSpan.ToArray();
            default:
                Assert.True(HasNoElement(value), "A value passed unmasked.");
                return value;
        }
    }

    private ValueMask Mask(MaskMethod method, uint type, short format, FrozenSet<uint> strings)
    {
        var rule = new MaskingRuleConfig { Name = "all", Columns = ["public.t.c"], Method = method };
        var snapshot = new AgentSnapshot { Version = 1, ConsoleAddress = "http://localhost", MaskingRules = [rule], MaskingKey = new Secret(Convert.ToBase64String(new byte[32])) };
        var connection = new ConnectionConfig { Name = "shop", Protocol = ConnectionProtocol.Postgres, Listen = new ListenConfig(1), Target = new TargetConfig("127.0.0.1", 1, "postgres", TargetTlsMode.Prefer), Credential = new CredentialConfig("app", null) };
        var catalogue = new TargetCatalogue([new CatalogueRelation(Table, "public", "t", 'r', [new CatalogueColumn(1, "c", type, false)], [], [])], [], [], []) { StringTypes = strings };
        var masking = new SessionMasking(snapshot, connection, new CallerIdentity("ann", CallerKind.Human, [], "test"), catalogue);
        return masking.For(null).PlanResult(0, [new ResultColumn(Table, 1, type, format)], tokens).Columns[0]!;
    }
}
