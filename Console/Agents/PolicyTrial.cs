using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents;

/// <summary>Says what would happen to a connect, a statement or a request, by the same rules and the same parsers that agents decide with, and why. Nothing is sent anywhere.</summary>
public sealed class PolicyTrial(SnapshotSource source, IdentityDirectory identities, TimeProvider time)
{
    /// <summary>Longer text is left to agents.</summary>
    public const int LongestOperation = 256 * 1024;

    private const int CacheBytes = 2 * 1024 * 1024;
    private readonly SqlAnalyzer analyzer = new(CacheBytes);

    /// <summary>Null when there is no connection of that name.</summary>
    /// <param name="draft">A policy to be tried among those stored.</param>
    public async Task<TrialAnswer?> AskAsync(TrialQuestion question, TrialDraft? draft, CancellationToken cancellationToken)
    {
        var image = await source.CurrentAsync(cancellationToken);
        if (image.Connection(question.Connection) is not { } connection) return null;
        connection = connection with { Credential = connection.Credential.WithoutSecrets() };
        var snapshot = draft is null ? image.Whole : image.Whole with { Policies = Among(image.Whole.Policies, draft) };
        var (caller, now) = (question.Caller, question.At ?? time.GetUtcNow());
        var connect = PolicyExplanation.OfSession(snapshot, connection, caller, now);
        var grant = snapshot.Grants.Where(g => g.Identity == caller.Name && ActorIdentity.SameChain(g.Actors, caller.Actors) && g.Connection == connection.Name && g.ExpiresAt > now).Max(g => (DateTimeOffset?)g.ExpiresAt);
        var (effect, request, unreadable) = Read(connection, question.Operation);
        using var asked = request;
        return new TrialAnswer(
            caller, connection, now, caller.Chain.Any(link => snapshot.DisabledIdentities.Contains(link.Name, StringComparer.OrdinalIgnoreCase)), connect, grant,
            effect is not null ? PolicyExplanation.OfOperation(snapshot, connection, caller, effect, now) : asked is not null ? PolicyExplanation.OfOperation(snapshot, connection, caller, asked, now) : null, effect, MaskingForecast.Of(snapshot, connection, caller, effect), unreadable);
    }

    /// <summary>A known user or service account with its groups; anybody else is a person without any.</summary>
    public async Task<CallerIdentity> CallerAsync(string name, CallerKind? kind, ImmutableArray<string>? groups, CancellationToken cancellationToken)
    {
        var known = await identities.CurrentAsync(cancellationToken);
        var isAccount = known.ServiceAccounts.TryGetValue(name, out var ofAccount);
        var isUser = known.Users.TryGetValue(name, out var ofUser);
        return new CallerIdentity(name, kind ?? (isAccount ? CallerKind.Machine : CallerKind.Human), groups ?? (isAccount ? ofAccount : isUser ? ofUser : []), "trial");
    }

    /// <summary>Only what the statement does, or the request asks for; neither, with a reason, where nobody can say.</summary>
    private (SqlAnalysis? Effect, HttpOperation? Request, string? Unreadable) Read(ConnectionConfig connection, string? operation)
    {
        if (string.IsNullOrWhiteSpace(operation)) return (null, null, null);
        if (connection.Protocol is not (ConnectionProtocol.Postgres or ConnectionProtocol.Mysql or ConnectionProtocol.Http))
            return (null, null, $"{connection.Name} speaks {connection.Protocol.ToString().ToLowerInvariant()}: only SQL statements and HTTP requests can be tried.");
        if (operation.Length > LongestOperation) return (null, null, "It is too long to be tried here.");
        if (connection.Protocol == ConnectionProtocol.Http)
            return WrittenRequest.TryParse(operation, unread: null, out var request, out var refusal) ? (null, request, null) : (null, null, $"{refusal} No agent would forward it, whatever the policies say.");
        if (SqlAnalyzer.MissingLibrary is { } missing) return (null, null, $"Statements cannot be read on the console's machine, so only connecting can be tried. Agents decide as ever. {missing}");
        return (analyzer.Analyze(operation), null, null);
    }

    private static ImmutableArray<PolicyConfig> Among(ImmutableArray<PolicyConfig> stored, TrialDraft draft)
    {
        var at = stored.Select((policy, i) => (policy, i)).Where(p => p.policy.Name == (draft.Replaces ?? draft.Policy.Name)).Select(p => (int?)p.i).FirstOrDefault();
        return at is { } place ? stored.SetItem(place, draft.Policy) : stored.Add(draft.Policy);
    }
}
