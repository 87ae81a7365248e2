using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Transactions that are held at COMMIT, between a client and the real server: what is approved looks to the client as if nobody stood between, and what is not never becomes lasting.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgCommitGuardTests(PrivatePostgres server)
{
    private static readonly PgDenial no = new(PgDenial.QueryCanceled, "not approved");

    private const string Schema = """
        drop table if exists a, b, c; create table a (id int primary key, word text); create table b (id int references a deferrable initially deferred, unique (id) deferrable initially deferred);
        insert into a values (1, 'one'), (2, 'two')
        """;

    public static TheoryData<string, byte[], string> Approved => new()
    {
        { "autocommit", Ask.Query("insert into a values (3)"), "insert into a values (3): 1" },
        { "autocommit with rows", Ask.Query("update a set word = 'x' where id < 3 returning id"), "update a set word = 'x' where id < 3 returning id: 2" },
        { "explicit", PgBytes.Join(Ask.Query("begin"), Ask.Query("delete from a where id = 2"), Ask.Query("select count(*) from a"), Ask.Query("commit")), "delete from a where id = 2: 1" },
        { "one text", Ask.Query("begin; insert into a values (3); insert into a values (4); commit"), "insert into a values (3): 1; insert into a values (4): 1" },
        { "commit in the middle", Ask.Query("insert into a values (3); commit; insert into a values (4)"), "insert into a values (3): 1 | insert into a values (4): 1" },
        { "begin in the middle", PgBytes.Join(Ask.Query("insert into a values (3); begin; insert into a values (4)"), Ask.Query("end")), "insert into a values (3): 1; insert into a values (4): 1" },
        { "several in one implicit transaction", Ask.Query("select 1; insert into a values (3); update a set word = 'y'; select 2"), "insert into a values (3): 1; update a set word = 'y': 3" },
        { "rollback of a text", Ask.Query("insert into a values (3); rollback; select count(*) from a"), "" },
        { "end for commit", PgBytes.Join(Ask.Query("start transaction; insert into a values (3)"), Ask.Query("end work")), "insert into a values (3): 1" },
        { "and chain", PgBytes.Join(Ask.Query("begin"), Ask.Query("insert into a values (3)"), Ask.Query("commit and chain"), Ask.Query("insert into a values (4)"), Ask.Query("rollback")), "insert into a values (3): 1" },
        { "savepoints", PgBytes.Join(Ask.Query("begin"), Ask.Query("savepoint s"), Ask.Query("insert into a values (3)"), Ask.Query("rollback to s"), Ask.Query("insert into a values (4)"), Ask.Query("savepoint t"), Ask.Query("insert into a values (1)"), Ask.Query("rollback to t"), Ask.Query("release s"), Ask.Query("commit")), "insert into a values (4): 1" },
        { "a failure", Ask.Query("insert into a values (3); insert into a values (1); select 1"), "" },
        { "a failure in a block", PgBytes.Join(Ask.Query("begin"), Ask.Query("insert into a values (3)"), Ask.Query("select 1/0"), Ask.Query("commit")), "" },
        { "a deferred constraint", Ask.Query("insert into b values (77)"), "insert into b values (77): 1" },
        { "a deferred constraint in a block", PgBytes.Join(Ask.Query("begin"), Ask.Query("insert into b values (77)"), Ask.Query("commit"), Ask.Query("select 1")), "insert into b values (77): 1" },
        { "a deferred constraint, extended", PgBytes.Join(Ask.Run("insert into b values (77)"), Ask.Sync, Ask.Query("select 1")), "insert into b values (77): 1" },
        { "isolation first", PgBytes.Join(Ask.Query("begin; set transaction isolation level serializable; insert into a values (3); commit"), Ask.Query("show transaction_isolation")), "insert into a values (3): 1" },
        { "read only", PgBytes.Join(Ask.Query("begin read only"), Ask.Query("insert into a values (3)"), Ask.Query("rollback")), "" },
        { "extended", PgBytes.Join(Ask.Run("insert into a values (3)"), Ask.Sync), "insert into a values (3): 1" },
        { "extended, several", PgBytes.Join(Ask.Run("select 1"), Ask.Run("insert into a values (3)"), Ask.Run("update a set word = 'z'"), Ask.Run("select 2"), Ask.Sync), "insert into a values (3): 1; update a set word = 'z': 3" },
        { "extended, failing", PgBytes.Join(Ask.Run("insert into a values (3)"), Ask.Run("select 1/0"), Ask.Run("select 2"), Ask.Sync, Ask.Query("select count(*) from a")), "" },
        { "extended, begin in the pipeline", PgBytes.Join(Ask.Run("begin"), Ask.Run("insert into a values (3)"), Ask.Sync, Ask.Run("commit"), Ask.Sync), "insert into a values (3): 1" },
        { "extended, commit in the pipeline", PgBytes.Join(Ask.Run("insert into a values (3)"), Ask.Run("commit"), Ask.Run("insert into a values (4)"), Ask.Sync), "insert into a values (3): 1 | insert into a values (4): 1" },
        { "extended, begin after the write", PgBytes.Join(Ask.Run("insert into a values (3)"), Ask.Run("begin"), Ask.Sync, Ask.Query("rollback")), "" },
        { "extended, savepoint outside a block", PgBytes.Join(Ask.Run("insert into a values (3)"), Ask.Run("savepoint s"), Ask.Sync), "" },
        { "bound", PgBytes.Join(Ask.Parse("s", "update a set word = $1 where id = $2"), Ask.Bind("", "s", "bound", "1"), Ask.Execute(""), Ask.Bind("", "s", "bound", "2"), Ask.Execute(""), Ask.Sync), "update a set word = $1 where id = $2: 1; update a set word = $1 where id = $2: 1" },
        { "fetched in pieces", PgBytes.Join(Ask.Parse("", "update a set word = 'p' returning id"), Ask.Bind("", ""), Ask.Execute("", 1), Ask.Execute("", 5), Ask.Sync), "update a set word = 'p' returning id: ?" },
        { "copy", PgBytes.Join(Ask.Query("copy a from stdin"), Ask.CopyData("3\tcopied\n"), Ask.CopyData("4\tcopied\n"), Ask.CopyDone, Ask.Query("select count(*) from a")), "copy a from stdin: 2" },
        { "copy among others", PgBytes.Join(Ask.Query("insert into a values (5); copy a from stdin; insert into a values (6)"), Ask.CopyData("3\tcopied\n"), Ask.CopyDone, Ask.Query("select count(*) from a")), "insert into a values (5): 1; copy a from stdin: 1; insert into a values (6): 1" },
        { "copy that fails", PgBytes.Join(Ask.Query("copy a from stdin"), Ask.CopyData("3\tcopied\n"), Ask.CopyFail("no"), Ask.Query("select count(*) from a")), "" },
        { "copy, extended", PgBytes.Join(Ask.Run("copy a from stdin"), Ask.CopyData("3\tcopied\n"), Ask.CopyDone, Ask.Sync, Ask.Query("select count(*) from a")), "copy a from stdin: 1" },
        { "ddl", PgBytes.Join(Ask.Query("create temp table c as select 1 as x"), Ask.Query("select * from c")), "create temp table c as select 1 as x: 1" },
        { "ddl in a block", PgBytes.Join(Ask.Query("begin; create table c (x int); insert into a values (3)"), Ask.Query("alter table c add y int"), Ask.Query("commit"), Ask.Query("select * from c")), "create table c (x int): ?; insert into a values (3): 1" },
        { "ddl in a block, taken back", PgBytes.Join(Ask.Query("begin; create table c (x int)"), Ask.Query("rollback"), Ask.Query("select * from c")), "" },
        { "ddl by itself", PgBytes.Join(Ask.Run("create table c (x int)"), Ask.Sync, Ask.Query("select * from c")), "create table c (x int): ?" },
        { "copy in a block", PgBytes.Join(Ask.Query("begin"), Ask.Query("copy a from stdin"), Ask.CopyData("3\tcopied\n"), Ask.CopyDone, Ask.Query("delete from a where id = 1"), Ask.Query("commit")), "copy a from stdin: 1; delete from a where id = 1: 1" },
        { "copy in a block, extended", PgBytes.Join(Ask.Run("begin"), Ask.Run("copy a from stdin"), Ask.CopyData("3\tcopied\n"), Ask.CopyDone, Ask.Sync, Ask.Run("commit"), Ask.Sync), "copy a from stdin: 1" },
        { "copy in a block that fails", PgBytes.Join(Ask.Query("begin; insert into a values (3)"), Ask.Query("copy a from stdin"), Ask.CopyData("1\ttwice\n"), Ask.CopyDone, Ask.Query("commit")), "" },
        { "copy after a savepoint", PgBytes.Join(Ask.Query("begin; insert into a values (3); savepoint s"), Ask.Query("copy a from stdin"), Ask.CopyData("1\ttwice\n"), Ask.CopyDone, Ask.Query("rollback to s"), Ask.Query("commit")), "insert into a values (3): 1" },
        { "a chain of two", PgBytes.Join(Ask.Query("begin isolation level serializable"), Ask.Query("insert into a values (3)"), Ask.Query("commit and chain"), Ask.Query("insert into a values (4)"), Ask.Query("show transaction_isolation"), Ask.Query("commit and no chain")), "insert into a values (3): 1 | insert into a values (4): 1" },
        { "a chain, extended", PgBytes.Join(Ask.Run("begin"), Ask.Run("insert into a values (3)"), Ask.Run("commit and chain"), Ask.Run("insert into a values (4)"), Ask.Sync, Ask.Run("rollback and chain"), Ask.Run("insert into a values (5)"), Ask.Run("commit"), Ask.Sync), "insert into a values (3): 1 | insert into a values (5): 1" },
        { "savepoints of one name", PgBytes.Join(Ask.Query("begin; savepoint s; insert into a values (3); savepoint s; insert into a values (4); rollback to s; release s; insert into a values (5); rollback to s; commit")), "" },
        { "a savepoint from before the first write", PgBytes.Join(Ask.Query("begin"), Ask.Query("savepoint s"), Ask.Query("select 1"), Ask.Query("insert into a values (3)"), Ask.Query("release s"), Ask.Query("commit")), "insert into a values (3): 1" },
        { "two phases without a write that is held", PgBytes.Join(Ask.Query("begin; select 1"), Ask.Query("prepare transaction 'x'"), Ask.Query("commit prepared 'x'")), "" },
        { "two phases of others in the transaction", PgBytes.Join(Ask.Query("begin; insert into a values (3)"), Ask.Query("commit prepared 'x'"), Ask.Query("rollback")), "" },
        { "two phases of others in a text", Ask.Query("insert into a values (3); rollback prepared 'x'"), "" },
        { "abort", PgBytes.Join(Ask.Query("start transaction; insert into a values (3)"), Ask.Query("abort work"), Ask.Query("commit")), "" },
        { "what runs alone", Ask.Query("select 1; vacuum a; insert into a values (3)"), "" },
        { "empty", PgBytes.Join(Ask.Query(""), Ask.Query(";"), Ask.Query("insert into a values (3);;")), "insert into a values (3);;: 1" },
    };

    [Theory]
    [MemberData(nameof(Approved))]
    public async Task What_is_approved_is_answered_as_if_nobody_stood_between(string what, byte[] program, string asked)
    {
        var (expected, lasting) = Direct(program);
        var rules = new FakeCommitRules();
        await using var wire = new RelayedWire(server.Port, 3, masks: false) { CommitRules = rules };
        wire.Exchange(Ask.Query("select 0"));
        Reset();

        var got = Seen(wire.Exchange(program));

        Assert.True(expected.SequenceEqual(got), $"{what}: expected\n{string.Join('\n', expected)}\ngot\n{string.Join('\n', got)}");
        Assert.Equal(asked, string.Join(" | ", rules.Asked));
        Assert.Equal(lasting, Lasting());
    }

    [Theory]
    [InlineData("insert into a values (3)", "E 57014,Z I")]
    [InlineData("update a set word = 'x' returning 'row'", "T,Drow,Drow,E 57014,Z I")]
    [InlineData("begin; delete from a; commit; insert into a values (9)", "C BEGIN,C DELETE 2,E 57014,Z I")]
    [InlineData("delete from a; commit; insert into a values (9)", "C DELETE 2,E 57014,Z I")]
    [InlineData("delete from a; select 'end'", "C DELETE 2,T,Dend,E 57014,Z I")]
    [InlineData("create table c (x int)", "E 57014,Z I")]
    [InlineData("begin; delete from a; commit and chain; insert into a values (9)", "C BEGIN,C DELETE 2,E 57014,Z I")]
    [InlineData("begin; create table c (x int); commit", "C BEGIN,C CREATE TABLE,E 57014,Z I")]
    [InlineData("begin; savepoint s; delete from a; release s; commit", "C BEGIN,C SAVEPOINT,C DELETE 2,C RELEASE,E 57014,Z I")]
    public async Task What_is_not_approved_is_rolled_back(string text, string answer)
    {
        Reset();
        var before = Lasting();
        await using var wire = new RelayedWire(server.Port) { CommitRules = new FakeCommitRules { Answer = static _ => no } };

        Assert.Equal(answer, string.Join(',', Seen(wire.Exchange(Ask.Query(text)))));

        Assert.Equal(before, Lasting());
        Assert.Equal("C BEGIN,Z T,C ROLLBACK,Z I", string.Join(',', Seen(wire.Exchange(PgBytes.Join(Ask.Query("begin"), Ask.Query("rollback"))))));
    }

    [Theory]
    [InlineData(false, "C BEGIN,Z T,C DELETE 2,Z T,E 57014,Z I,T,Dafter,C SELECT 1,Z I")]
    [InlineData(true, "1,2,C BEGIN,1,2,C DELETE 2,Z T,1,2,E 57014,Z I,1,2,Dafter,C SELECT 1,Z I")]
    public async Task A_commit_that_is_not_approved_is_one_that_failed(bool isExtended, string answer)
    {
        Reset();
        var before = Lasting();
        await using var wire = new RelayedWire(server.Port) { CommitRules = new FakeCommitRules { Answer = static _ => no } };
        var program = isExtended
            ? PgBytes.Join(Ask.Run("begin"), Ask.Run("delete from a"), Ask.Sync, Ask.Run("commit"), Ask.Run("select 'skipped'"), Ask.Sync, Ask.Run("select 'after'"), Ask.Sync)
            : PgBytes.Join(Ask.Query("begin"), Ask.Query("delete from a"), Ask.Query("commit"), Ask.Query("select 'after'"));

        Assert.Equal(answer, string.Join(',', Seen(wire.Exchange(program))));

        Assert.Equal(before, Lasting());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_is_not_approved_is_rolled_back(bool isExtended)
    {
        Reset();
        var before = Lasting();
        await using var wire = new RelayedWire(server.Port) { CommitRules = new FakeCommitRules { Answer = static _ => no } };
        byte[][] copy = [Ask.CopyData("3\tcopied\n"), Ask.CopyDone];

        var got = Seen(wire.Exchange(PgBytes.Join(isExtended ? [Ask.Run("copy a from stdin"), .. copy, Ask.Sync] : [Ask.Query("copy a from stdin"), .. copy])));

        Assert.Equal(isExtended ? "1,2,G,C COPY 1,E 57014,Z I" : "G,E 57014,Z I", string.Join(',', got));
        Assert.Equal(before, Lasting());
    }

    [Fact]
    public async Task An_implicit_transaction_that_is_not_approved_fails_at_its_sync()
    {
        Reset();
        await using var wire = new RelayedWire(server.Port) { CommitRules = new FakeCommitRules { Answer = static _ => no } };

        Assert.Equal("1,2,C DELETE 2,1,2,Done,C SELECT 1,E 57014,Z I", string.Join(',', Seen(wire.Exchange(PgBytes.Join(Ask.Run("delete from a"), Ask.Run("select 'one'"), Ask.Sync)))));
        Assert.Equal("E 57014,Z I", string.Join(',', Seen(wire.Exchange(Ask.Query("delete from a")))));
    }

    [Theory]
    [InlineData("begin;insert into a values (3);prepare transaction 'x'", "42501")]
    [InlineData("begin;insert into a values (3);savepoint s;prepare transaction 'x'", "42501")]
    [InlineData("begin;insert into a values (3);selec 1", "42501")]
    public async Task What_could_end_the_transaction_otherwise_is_refused(string texts, string code)
    {
        Reset();
        var before = Lasting();
        var rules = new FakeCommitRules();
        await using var wire = new RelayedWire(server.Port) { CommitRules = rules };

        var got = Seen(wire.Exchange(PgBytes.Join([.. texts.Split(';').Select(Ask.Query), Ask.Query("commit")])));

        Assert.Equal($"E {code},Z E,C ROLLBACK,Z I", string.Join(',', got[^4..]));
        Assert.Empty(rules.Asked);
        Assert.Equal(before, Lasting());
    }

    [Fact]
    public async Task A_failure_at_the_commit_that_was_approved_is_told_to_both_sides()
    {
        Reset();
        var rules = new FakeCommitRules();
        await using var wire = new RelayedWire(server.Port) { CommitRules = rules };

        wire.Exchange(PgBytes.Join(Ask.Query("insert into b values (77)"), Ask.Query("insert into a values (3)"), Ask.Run("insert into b values (78)"), Ask.Sync));

        Assert.Equal(["23503", null, "23503"], rules.Ends);
    }

    [Fact]
    public async Task A_transaction_may_have_so_many_writes_and_no_more()
    {
        Reset();
        var before = Lasting();
        await using var wire = new RelayedWire(server.Port) { CommitRules = new FakeCommitRules() };
        wire.Exchange(Ask.Query("begin"));
        for (var i = 0; i < PgHeldTransaction.MostWrites; i++) wire.Exchange(Ask.Query($"insert into a values ({100 + i})"));

        Assert.Equal("E 54000,Z E,C ROLLBACK,Z I", string.Join(',', Seen(wire.Exchange(PgBytes.Join(Ask.Query("insert into a values (1000)"), Ask.Query("commit"))))));
        Assert.Equal(before, Lasting());
    }

    [Fact]
    public async Task An_error_tells_its_position_in_the_text_that_the_client_sent()
    {
        Reset();
        await using var wire = new RelayedWire(server.Port, masks: false) { CommitRules = new FakeCommitRules() };

        var error = PgBytes.Messages(wire.Exchange(Ask.Query("insert into a values (3, 'ü'); select nothing"))).First(m => m.Type == 'E');

        Assert.Contains("P39", Encoding.UTF8.GetString(error.Body).Split('\0'));
    }

    [Fact]
    public async Task Random_programs_are_answered_and_have_effects_as_if_nobody_stood_between()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        for (var round = 0; round < 150; round++)
        {
            var program = PgBytes.Join(CommitPrograms.Random(random, 12), Ask.Query("rollback"));
            var (expected, lasting) = Direct(program);
            Reset();
            await using var wire = new RelayedWire(server.Port, round, masks: false) { CommitRules = new FakeCommitRules() };
            var got = Seen(wire.Exchange(PgBytes.Join(program, Ask.Query("select 'the end'")), 1 + random.Next(300)))[..^4];
            // The one difference: after a held write in a pipeline, SET TRANSACTION and SET CONSTRAINTS do not warn that there is no block, for there is one.
            expected.RemoveAll(static m => m.StartsWith("N WARNING 25P01 SET ", StringComparison.Ordinal));
            got.RemoveAll(static m => m.StartsWith("N WARNING 25P01 SET ", StringComparison.Ordinal));
            Assert.True(expected.SequenceEqual(got), $"seed {Seed}, round {round}: expected\n{string.Join('\n', expected)}\ngot\n{string.Join('\n', got)}\nto\n{Programs.Shown(program)}");
            Assert.Equal(lasting, Lasting());
        }
    }

    [Fact]
    public async Task Nothing_of_random_programs_lasts_when_nothing_is_approved()
    {
        const int Seed = 20261120;
        var random = new Random(Seed);
        Reset();
        var before = Lasting();
        for (var round = 0; round < 150; round++)
        {
            var program = PgBytes.Join(CommitPrograms.Random(random, 12), Ask.Query("rollback"));
            await using var wire = new RelayedWire(server.Port, round, masks: false) { CommitRules = new FakeCommitRules { Answer = static _ => no } };
            wire.Exchange(program, 1 + random.Next(300));
            var got = string.Join(',', Seen(wire.Exchange(Ask.Query("select 'one'"))));
            Assert.True(got == "T,Done,C SELECT 1,Z I" && Lasting() == before, $"seed {Seed}, round {round}: {got} {Lasting()} after\n{string.Join('\n', Seen(wire.Delivered))}\nto\n{Programs.Shown(program)}");
        }
    }

    private (List<string> Seen, string Lasting) Direct(byte[] program)
    {
        Reset();
        using var wire = new ServerWire(server.Port);
        var seen = Seen(wire.Exchange(program));
        return (seen[..^4], Lasting());
    }

    private void Reset()
    {
        using var wire = new ServerWire(server.Port);
        wire.Exchange(Ask.Query(Schema));
    }

    private string Lasting()
    {
        using var wire = new ServerWire(server.Port);
        return string.Join(',', Seen(wire.Exchange(Ask.Query("select string_agg(a::text, ' ' order by id) from a; select count(*) from b; select to_regclass('c')"))));
    }

    private static List<string> Seen(byte[] stream) => PgBytes.Lines(stream);
}
