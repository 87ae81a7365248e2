using System.Text;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Both relays between a random client and the real server: the client must not be able to tell, but for what it is denied.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgRelaysOnServerTests : IAsyncLifetime
{
    private readonly int port;

    public PgRelaysOnServerTests(PrivatePostgres server)
    {
        port = server.Port;
        using var wire = new ServerWire(port);
        wire.Exchange(Ask.Query("create table if not exists t (a int); create table if not exists secrets (a text); truncate t, secrets; insert into secrets values ('unmasked')"));
        Relayed = new RelayedWire(port);
    }

    internal RelayedWire Relayed { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Relayed.DisposeAsync();

    [Fact]
    public async Task Whatever_is_allowed_is_answered_as_if_nobody_stood_between()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        for (var round = 0; round < 120; round++)
        {
            var program = PgBytes.Join(Programs.Random(random, 15), Ask.Query("rollback"));
            using var direct = new ServerWire(port);
            await using var relayed = new RelayedWire(port, round, masks: false);
            var expected = Seen(direct.Exchange(program));
            var got = Seen(relayed.Exchange(PgBytes.Join(program, Ask.Query("select 'the end'")), 1 + random.Next(300)));
            Assert.True(expected.SequenceEqual(got), $"seed {Seed}, round {round}: expected\n{string.Join('\n', expected)}\ngot\n{string.Join('\n', got)}\nto\n{Programs.Shown(program)}");
        }
    }

    [Fact]
    public async Task Whatever_is_denied_never_happens_and_the_connection_stays_in_step()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        for (var round = 0; round < 120; round++)
        {
            var program = PgBytes.Join(Programs.Random(random, 15), Ask.Query("rollback"));
            await using var relayed = new RelayedWire(port, round)
            {
                Judge = text => text is null || text.Contains("insert", StringComparison.Ordinal) ? (round % 2 == 0 ? Word.Deny : Word.Hold) : text != "rollback" && random.Next(4) == 0 ? Word.Deny : Word.Allow,
            };
            relayed.Exchange(program, 1 + random.Next(300));
            relayed.Judge = static _ => Word.Allow;
            var got = string.Join(',', Seen(relayed.Exchange(Ask.Query("select 'one'"))));
            Assert.True(got == "T,Done,C SELECT 1,Z I", $"seed {Seed}, round {round}: {got} after\n{string.Join('\n', Seen(relayed.Delivered))}\nto\n{Programs.Shown(program)}");
        }

        Assert.Equal("0", Count());
    }

    [Theory]
    [InlineData("simple, outside a transaction", "E 42501,Z I")]
    [InlineData("simple, inside a transaction", "C BEGIN,Z T,E 42501,Z E,E 25P02,Z E,C ROLLBACK,Z I")]
    [InlineData("extended, outside a transaction", "E 42501,Z I")]
    [InlineData("extended, inside a transaction", "C BEGIN,Z T,E 42501,Z E,C ROLLBACK,Z I")]
    [InlineData("pipelined", "1,2,C INSERT 0 1,E 42501,Z I,1,2,Done,C SELECT 1,Z I")]
    public void A_denial_leaves_the_transaction_as_an_error_of_the_servers_own_would(string how, string expected)
    {
        Relayed.Judge = static text => text?.StartsWith("drop", StringComparison.Ordinal) == true ? Word.Deny : Word.Allow;
        const string Denied = "drop table t";
        var program = how switch
        {
            "simple, outside a transaction" => Ask.Query(Denied),
            "simple, inside a transaction" => PgBytes.Join(Ask.Query("begin"), Ask.Query(Denied), Ask.Query("select 1"), Ask.Query("rollback")),
            "extended, outside a transaction" => PgBytes.Join(Ask.Run(Denied), Ask.Sync),
            "extended, inside a transaction" => PgBytes.Join(Ask.Query("begin"), Ask.Run(Denied), Ask.Run("select 1"), Ask.Sync, Ask.Query("rollback")),
            _ => PgBytes.Join(Ask.Run("insert into t values (1)"), Ask.Run(Denied), Ask.Run("select 2"), Ask.Sync, Ask.Run("select 'one'"), Ask.Sync),
        };
        Assert.Equal(expected, string.Join(',', Seen(Relayed.Exchange(program))));

        // What the same pipeline did before the denial is rolled back with it.
        Assert.Equal("0", Count());
    }

    [Fact]
    public void The_server_takes_names_with_the_same_beginning_for_one()
    {
        var name = new string('n', 63);
        Relayed.Exchange(PgBytes.Join(Ask.Parse(name + "x", "select 'decoy'"), Ask.Sync));
        Relayed.Exchange(PgBytes.Join(Ask.CloseStatement(name + "y"), Ask.Parse(name + "z", "select a || '' from secrets"), Ask.Sync));
        var got = Relayed.Exchange(PgBytes.Join(Ask.Bind("", name + "x"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("2,D***,C SELECT 1,Z I", string.Join(',', Seen(got)));
    }

    [Fact]
    public void A_query_that_a_COPY_would_swallow_cannot_lend_its_masking_to_the_next()
    {
        var attack = PgBytes.Join(Ask.Query("copy t from stdin"), Ask.Query("select 'decoy'"), Ask.Query("select a || '' from secrets"));
        Assert.Throws<WireException>(() => Relayed.Exchange(attack));
        Assert.DoesNotContain("unmasked", Encoding.UTF8.GetString(Relayed.Delivered), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sync_that_a_failed_COPY_answers_cannot_shift_the_answers()
    {
        var attack = PgBytes.Join(
            Ask.Run("copy t from stdin"), Ask.CopyData("not a number\n"), Ask.Sync, Ask.Run("select a || '' from secrets"), Ask.Sync, Ask.Run("select 'decoy'"), Ask.Sync);
        try
        {
            Relayed.Exchange(attack);
        }
        catch (WireException)
        {
            // It is as good an end as an answer in step.
        }

        Assert.DoesNotContain("unmasked", Encoding.UTF8.GetString(Relayed.Delivered), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extended_COPY_in_the_order_of_libpq_works_and_so_does_what_follows()
    {
        Relayed.Exchange(PgBytes.Join(Ask.Run("copy t from stdin"), Ask.Sync));
        Relayed.Exchange(PgBytes.Join(Ask.CopyData("1\n"), Ask.CopyData("2\n")));
        var end = Relayed.Exchange(PgBytes.Join(Ask.CopyDone, Ask.Sync, Ask.Run("select 'one'"), Ask.Sync));
        Assert.Equal("C COPY 2,Z I,1,2,Done,C SELECT 1,Z I", string.Join(',', Seen(end)));
        Assert.Equal("2", Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_COPY_that_fails_half_way_leaves_the_connection_in_step(bool isExtended)
    {
        Relayed.Exchange(isExtended ? PgBytes.Join(Ask.Run("copy t from stdin"), Ask.Sync) : Ask.Query("copy t from stdin"));
        var end = Relayed.Exchange(PgBytes.Join(Ask.CopyData("no number\n"), Ask.CopyData("1\n"), Ask.CopyDone, isExtended ? Ask.Sync : []));
        Assert.Equal("E 22P02,Z I", string.Join(',', Seen(end)));
        Relayed.Judge = static _ => Word.Hold;
        Relayed.IsApproved = true;
        Assert.Equal("T,Done,C SELECT 1,Z I", string.Join(',', Seen(Relayed.Exchange(Ask.Query("select 'one'")))));
    }

    [Fact]
    public void The_server_reports_settings_only_when_it_is_ready()
    {
        // This is why text that hangs on a setting counts as unknown until the next ReadyForQuery.
        using var wire = new ServerWire(port);
        wire.Send(PgBytes.Join(Ask.Run("set standard_conforming_strings = off"), Ask.Flush));
        var flushed = wire.ReadUntil(static got => got.AsSpan().IndexOf("SET\0"u8) >= 0);
        Assert.Equal("12C", PgBytes.Types(flushed));
        wire.Send(Ask.Sync);
        Assert.Equal("SZ", PgBytes.Types(wire.ReadUntil(static got => got.AsSpan().IndexOf((byte)'Z') >= 0)));
    }

    private string Count()
    {
        using var wire = new ServerWire(port);
        var row = PgBytes.Messages(wire.Exchange(Ask.Query("select count(*) from t"))).First(m => m.Type == 'D');
        return Encoding.UTF8.GetString(row.Body.AsSpan(6));
    }

    /// <summary>Messages as text, errors by their code: the words of a refusal are ours.</summary>
    private static List<string> Seen(byte[] stream) => [.. PgBytes.Messages(stream).Select(static m => m.Type switch
    {
        'E' => "E " + Encoding.UTF8.GetString(m.Body).Split('\0').First(f => f.StartsWith('C'))[1..],
        'T' or '1' or '2' or '3' or 'n' or 't' or 's' or 'I' or 'G' => m.Type.ToString(),
        'Z' => $"Z {(char)m.Body[0]}",
        'C' => "C " + Encoding.UTF8.GetString(m.Body).TrimEnd('\0'),
        'D' when m.Body.Length > 6 => "D" + Encoding.UTF8.GetString(m.Body.AsSpan(6)),
        _ => m.Type + Encoding.UTF8.GetString(m.Body),
    })];
}
