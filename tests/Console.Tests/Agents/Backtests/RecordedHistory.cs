using System.Collections.Immutable;
using HoopLike.Console.Approvals;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Tests.Agents.Backtests;

/// <summary>Sessions and operations of yesterday, as the index of recordings has them.</summary>
sealed class RecordedHistory(RunningConsole console)
{
    static readonly SqlAnalyzer analyzer = new();

    /// <summary>Noon.</summary>
    public static DateTimeOffset Yesterday { get; } = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);

    readonly List<object> entities = [];

    public SessionEntity Session(string identity = "analyst", string connection = "shop", DateTimeOffset? at = null, ImmutableArray<string>? groups = null, ImmutableArray<ActorIdentity>? actors = null)
    {
        var start = at ?? Yesterday;
        var session = new SessionEntity
        {
            Id = Guid.CreateVersion7(start), Identity = identity, IdentityKind = CallerKind.Machine, Groups = groups ?? ["analysts"], Actors = actors ?? [], Connection = connection, Protocol = "postgres", Agent = "local",
            StartedAt = start, EndedAt = start.AddMinutes(30),
        };
        entities.Add(session);
        return session;
    }

    /// <summary>As an agent records it, with its kinds and tables.</summary>
    public OperationEntity Operation(SessionEntity session, string text, string verdict = "allow", string? policy = null, DateTimeOffset? at = null)
    {
        var analysis = analyzer.Analyze(text);
        return Recorded(session, text, [.. analysis.KindWords], [.. analysis.TableNames], verdict, policy, at);
    }

    public OperationEntity Recorded(SessionEntity session, string text, string[] kinds, string[] tables, string verdict = "allow", string? policy = null, DateTimeOffset? at = null)
    {
        var number = ++session.Operations;
        var operation = new OperationEntity
        {
            SessionId = session.Id, Sequence = number * 2, Number = number, At = at ?? session.StartedAt.AddSeconds(number), Text = text, Kinds = [.. kinds], Tables = [.. tables], Verdict = verdict, Policy = policy,
        };
        if (verdict == "deny") session.Denied++;
        entities.Add(operation);
        return operation;
    }

    public void Grant(SessionEntity session) => entities.Add(new GrantEntity
    {
        Id = Guid.NewGuid(), TicketId = Guid.NewGuid(), Identity = session.Identity, Connection = session.Connection, Actors = session.Actors, OpenedAt = session.StartedAt.AddMinutes(-1), ExpiresAt = session.StartedAt.AddMinutes(29),
    });

    public async Task StoreAsync()
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        db.AddRange(entities);
        await db.SaveChangesAsync();
        entities.Clear();
    }
}
