using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A table whose writes wait at their COMMIT, and one of which nobody asks.</summary>
internal sealed class LedgerUnderTest(PrivatePostgres server)
{
    /// <summary>Its rows before every test.</summary>
    public const string Before = "(1,one) (2,two)";

    /// <summary>Touches both.</summary>
    public const string Write = "update ledger set word = 'changed'; delete from ledger where id = 2";

    private const string Schema = "drop table if exists ledger, notes; create table ledger (id int primary key, word text); create table notes (word text); insert into ledger values (1, 'one'), (2, 'two')";

    public static PolicyConfig AtCommit { get; } = new()
    {
        Name = "ledger-at-commit", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, At = PolicyMoment.Commit, Approval = new ApprovalRequirement(["dba"], Required: 1, TimeoutSeconds: 120),
        Sql = new SqlMatch { Kinds = ["insert", "update", "delete", "copy-in"], Tables = ["public.ledger"] },
    };

    /// <summary>A session under the policy, signed in.</summary>
    public async Task<SessionUnderTest> OpenAsync()
    {
        await server.ExecuteAsync(Schema);
        var session = new SessionUnderTest(server.Port, AtCommit);
        await session.BeginAsync();
        return session;
    }

    /// <summary>The rows as everybody sees them; waits until nobody holds a lock on the table any more.</summary>
    public async Task<string> RowsAsync()
    {
        using var wire = new ServerWire(server.Port);
        var said = await Task.Run(() => wire.Exchange(Ask.Query("begin; set local lock_timeout = '20s'; lock table ledger; select 'rows ' || coalesce(string_agg(l::text, ' ' order by id), '') from ledger l; commit")));
        return PgBytes.Lines(said).Single(static l => l.StartsWith("Drows ", StringComparison.Ordinal))[6..].TrimEnd();
    }

    /// <summary>Waits until the server has a statement with this word under way, and nobody else works.</summary>
    public async Task RunsAsync(string word)
    {
        using var wire = new ServerWire(server.Port);
        for (var looks = 0; looks < 2000; looks++)
        {
            var said = await Task.Run(() => wire.Exchange(Ask.Query($"select 'found' from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '%{word}%'")));
            if (PgBytes.Lines(said).Contains("Dfound")) return;
            await Task.Delay(10); // Another process: nothing to await.
        }

        throw new TimeoutException(word);
    }

    /// <summary>Runs writes and their COMMIT, until humans are asked.</summary>
    public static async Task<ApprovalRequest> HoldAsync(SessionUnderTest session)
    {
        Assert.EndsWith("C DELETE 1, Z T", await session.AskAsync("begin;" + Write), StringComparison.Ordinal);
        await session.Client.WriteAsync(Ask.Query("commit"));
        var request = await session.Link.Asked;
        Assert.Contains("Held for approval", PgBytes.Field(await session.NextAsync('N'), 'M'), StringComparison.Ordinal);
        return request;
    }

    /// <summary>Ends the session where it goes on, and reads what was recorded.</summary>
    /// <returns>Errors that the client was told.</returns>
    public static async Task<int> RecordedAsync(SessionUnderTest session, ApprovalStatus status, string why, string end, bool wasOpened = true)
    {
        session.Client.Close();
        var events = await session.RecordedAsync();
        var decided = events.Single(static e => e.Kind == RecordKind.Decided).Read<DecidedEvent>();
        Assert.Equal(status, decided.Status);
        Assert.Contains(why, decided.Reason ?? "", StringComparison.Ordinal);
        Assert.Equal(wasOpened ? 1 : 0, events.Count(static e => e.Kind == RecordKind.Held));
        Assert.Equal(end, events.Single(static e => e.Kind == RecordKind.Closed).Read<ClosedEvent>().Reason);
        return events.Count(static e => e.Kind == RecordKind.Error);
    }
}
