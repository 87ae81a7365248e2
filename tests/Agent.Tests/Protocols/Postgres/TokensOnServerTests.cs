using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Tokens that come back through the relays to a real server: messages change their lengths, pipelines stay in step, and what may not have a token never gets one.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class TokensOnServerTests : IAsyncLifetime
{
    private const uint Table = 20001;
    private const string Hostile = @"o'brien\'; drop table people; --@example.com";

    private readonly int port;
    private readonly TokenKey key = new();
    private readonly string ada;
    private readonly string hostile;

    public TokensOnServerTests(PrivatePostgres server)
    {
        port = server.Port;
        ada = Token("ada@example.com");
        hostile = Token(Hostile);
        using var wire = new ServerWire(port);
        wire.Exchange(Ask.Query("drop table if exists people; create table people (id int, email text); insert into people values (1, 'ada@example.com'), (2, " + $"'{Hostile.Replace("'", "''", StringComparison.Ordinal)}'" + ")"));
        Relayed = Wire(1);
    }

    internal RelayedWire Relayed { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Relayed.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public void A_simple_query_finds_the_row_of_a_token()
    {
        Assert.Equal(["1"], Ids(Ask.Query($"select id from people where email = '{ada}'")));
        Assert.Equal(["2"], Ids(Ask.Query($"select id from people where email = '{hostile}'")));
        Assert.Equal(["1", "2"], Ids(Ask.Query($"select id from people where email in ('{ada}','{hostile}') order by 1")));
        Assert.Equal(["1", "2"], Ids(Ask.Query($"select id from people where email = any('{{{ada},{hostile}}}') order by 1")));
    }

    [Fact]
    public void A_prepared_statement_keeps_what_its_tokens_stood_for()
    {
        Assert.Equal(["1"], Ids(PgBytes.Join(Ask.Parse("s", $"select id from people where email = '{ada}'"), Ask.Bind("", "s"), Ask.Execute(""), Ask.Sync)));
        Assert.Equal(["1", "1"], Ids(PgBytes.Join(Ask.Bind("", "s"), Ask.Execute(""), Ask.Bind("p", "s"), Ask.DescribePortal("p"), Ask.Execute("p", 5), Ask.Sync)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_parameter_finds_the_row_of_a_token(int format)
    {
        Assert.Equal(["2"], Ids(Run("select id from people where email = $1", format, Bytes(hostile))));
        var array = format == 0 ? Bytes($"{{{ada},{hostile},NULL}}") : Array(Bytes(ada), null, Bytes(hostile));
        Assert.Equal(["1", "2"], Ids(Run("select id from people where email = any($1) order by 1", format, array)));
    }

    [Fact]
    public async Task Pipelines_of_all_kinds_stay_in_step_however_they_are_cut()
    {
        var program = PgBytes.Join(
            Ask.Parse("a", $"select id from people where email = '{hostile}'"), Ask.Bind("", "a"), Ask.Execute(""),
            Run("select id from people where email = $1", 0, Bytes(ada)), Ask.Run("select 7"), Ask.Sync, Ask.Query($"select id from people where email = '{ada}'"), Ask.Bind("", "a"), Ask.Execute(""), Ask.Sync);
        for (var seed = 1; seed < 60; seed++)
        {
            var wire = Wire(seed);
            Assert.Equal(["2", "1", "7", "1", "2"], Ids(program, wire, 1 + (seed * 3)));
            await wire.DisposeAsync();
        }
    }

    [Fact]
    public void Anywhere_else_a_token_is_refused_and_the_connection_stays_in_step()
    {
        foreach (var program in (byte[][])
            [
                Ask.Query($"insert into people values (3, '{ada}')"), Ask.Query($"select '{ada}'"), Ask.Query($"select id from people where email like '{ada}%'"), Ask.Query($"select id as {ada} from people"),
                PgBytes.Join(Ask.Run($"select '{ada}'"), Ask.Sync), Run("select $1", 0, Bytes(ada)), Run("insert into people values (3, $1)", 1, Bytes(ada)), Run("select id from people where email = $1", 0, Bytes(ada + "x")),
            ])
        {
            var answer = Relayed.Exchange(program);
            Assert.Contains("42501", Text(answer), StringComparison.Ordinal);
            Assert.Contains("may only be compared", Text(answer), StringComparison.Ordinal);
            Assert.Equal(["1"], Ids(Ask.Query("select 1")));
        }
        Assert.Equal("2", Direct("select count(*) from people"));
    }

    [Fact]
    public async Task Data_with_a_token_is_not_copied_in_however_it_is_cut()
    {
        for (var seed = 1; seed < 40; seed++)
        {
            var wire = Wire(seed);
            var line = $"7\t{ada}\n";
            var cut = seed % line.Length;
            var answer = wire.Exchange(
                PgBytes.Join(Ask.Query("copy people from stdin"), Ask.CopyData("5\tx\n"), Ask.CopyData(line[..cut]), Ask.CopyData(line[cut..]), Ask.CopyData("8\ty\n"), Ask.CopyDone, Ask.Query("select 1")), 1 + (seed * 7));
            Assert.Contains("may only be compared", Text(answer), StringComparison.Ordinal);
            Assert.Equal("1", IdsOf(answer).Single());
            await wire.DisposeAsync();
        }
        Assert.Equal("2", Direct("select count(*) from people"));
        Assert.Equal([], IdsOf(Relayed.Exchange(PgBytes.Join(Ask.Query("copy people from stdin"), Ask.CopyData("5\ttok_x\n"), Ask.CopyDone))));
        Assert.Equal("3", Direct("select count(*) from people"));
    }

    [Fact]
    public void An_error_does_not_tell_how_long_the_real_value_is()
    {
        Assert.DoesNotContain("\0P", Text(Relayed.Exchange(Ask.Query($"select id from people where email = '{ada}' and nothing = 1"))), StringComparison.Ordinal);
        Assert.DoesNotContain("\0P", Text(Relayed.Exchange(PgBytes.Join(Ask.Parse("", $"select id from people where email = '{ada}' and nothing = 1"), Ask.Sync))), StringComparison.Ordinal);
        Assert.Contains("\0P", Text(Relayed.Exchange(Ask.Query("select id from people where nothing = 1"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_under_a_setting_that_was_just_changed_has_no_tokens()
    {
        // In the encoding of the second statement, the bytes of the value could mean something else: it waits, and then the session ends.
        var failure = Assert.ThrowsAny<Exception>(() => Relayed.Exchange(PgBytes.Join(Ask.Query("set client_encoding = sjis"), Ask.Query($"select id from people where email = '{ada}'"))));
        Assert.Contains("client_encoding", failure.Message, StringComparison.Ordinal);
        await using var other = Wire(2);
        var answer = other.Exchange(PgBytes.Join(Ask.Run("select set_config('standard_conforming_strings', 'off', false)"), Ask.Run($"select id from people where email = '{hostile}'"), Ask.Sync));
        Assert.Equal([], IdsOf(answer).Where(id => id == "2"));
    }

    private RelayedWire Wire(int seed) => new(port, seed, masks: false, key)
    {
        Comparands = static text =>
        {
            if (text.Contains("like", StringComparison.Ordinal) || text.IndexOf("where email", StringComparison.Ordinal) is not (> 0 and var where)) return [];
            if (text.Contains("$1", StringComparison.Ordinal)) return [TokenComparand.Bound(1, "emails")];
            return [.. Enumerable.Range(where, text.Length - where).Where(i => text[i] == '\'').Select(i => TokenComparand.Constant(i, "emails"))];
        },
    };

    private string Token(string value)
    {
        var rule = new MaskingRuleConfig { Name = "emails", Columns = ["public.people.email"], Method = new MaskMethod(MaskKind.Token) };
        var snapshot = new AgentSnapshot { Version = 1, ConsoleAddress = "http://localhost", MaskingRules = [rule] };
        var connection = new ConnectionConfig { Name = "shop", Protocol = ConnectionProtocol.Postgres, Listen = new ListenConfig(1), Target = new TargetConfig("127.0.0.1", 1, "postgres", TargetTlsMode.Prefer), Credential = new CredentialConfig("app", null) };
        var catalogue = new TargetCatalogue([new CatalogueRelation(Table, "public", "people", 'r', [new CatalogueColumn(1, "email", 25, false)], [], [])], [], [], []);
        var mask = new SessionMasking(snapshot, connection, new CallerIdentity("ann", CallerKind.Human, [], "test"), catalogue).For(null).PlanResult(0, [new ResultColumn(Table, 1, 25, 0)], key).Columns[0]!;
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(MaskOutcome.Replaced, mask.Apply(Bytes(value), output));
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static byte[] Run(string sql, int format, byte[] value) => PgBytes.Join(
        Ask.Parse("", sql),
        PgBytes.Message('B', PgBytes.Text(""), PgBytes.Text(""), PgBytes.Int16(1), PgBytes.Int16(format), PgBytes.Int16(1), PgBytes.Int32(value.Length), value, PgBytes.Int16(0)),
        Ask.Execute(""),
        Ask.Sync);

    private static byte[] Array(params byte[]?[] elements) => PgBytes.Join(
        [PgBytes.Int32(1), PgBytes.Int32(1), PgBytes.Int32(25), PgBytes.Int32(elements.Length), PgBytes.Int32(1), .. elements.Select(e => e is null ? PgBytes.Int32(-1) : PgBytes.Join(PgBytes.Int32(e.Length), e))]);

    private string[] Ids(byte[] program, RelayedWire? through = null, int piece = 4096) => IdsOf((through ?? Relayed).Exchange(program, piece));

    private static string[] IdsOf(byte[] answer) => [.. PgBytes.Messages(answer).Where(m => m.Type == 'D').Select(m => Encoding.UTF8.GetString(m.Body.AsSpan(6)))];

    private string Direct(string sql)
    {
        using var wire = new ServerWire(port);
        return IdsOf(wire.Exchange(Ask.Query(sql)))[0];
    }

    private static string Text(byte[] answer) => Encoding.UTF8.GetString(answer);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
