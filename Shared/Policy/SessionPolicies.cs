using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Policy;

/// <summary>
/// The policies that can concern one caller on one connection. Where others act for it, the rights are those that each link of the chain has: the verdict is the strictest over the links.
/// Immutable but for what it remembers; made once a session and again at each snapshot. Thread-safe.
/// </summary>
public sealed class SessionPolicies
{
    private readonly ImmutableArray<PolicyRule> sessionRules;
    private readonly ImmutableArray<PolicyRule> operationRules;

    /// <summary>For a chain, who and the session rules that concern that link; empty for a caller that calls itself.</summary>
    private readonly ImmutableArray<(string Name, ImmutableArray<PolicyRule> Rules)> links;

    private readonly CallerIdentity caller;
    private readonly ConnectionConfig connection;
    private readonly VerdictMemory memory = new();
    private readonly CatalogueReach? reach;

    /// <param name="catalogue">Of the target: operations are then judged by all that they reach, through views and functions, and not only by what they name. Null where the target is not at hand.</param>
    public SessionPolicies(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, TargetCatalogue? catalogue = null)
    {
        reach = catalogue is null ? null : CatalogueReach.Of(catalogue);
        (this.connection, this.caller) = (connection, caller);
        var concerned = Concerned(snapshot, connection, caller).ToList();
        sessionRules = [.. concerned.Where(p => p.Scope == PolicyScope.Session).Select(p => new PolicyRule(p))];
        // A link without a matching rule is allowed the operation, and a stricter rule beats a milder one: the strictest over the links is the strictest of all their rules.
        operationRules = [.. concerned.Where(p => p.Scope == PolicyScope.Operation).Select(p => new PolicyRule(p))];
        links = caller.Actors.IsEmpty ? [] : [.. caller.Chain.Select(link => (link.Name, sessionRules.Where(r => r.Policy.Subjects.Matches(link)).ToImmutableArray()))];
    }

    /// <summary>No operation-scope policy concerns this session: every operation is allowed unseen.</summary>
    public bool AllowsEveryOperation => operationRules.IsEmpty;

    /// <summary>May the caller connect? Without an allow at session scope (each link's own, in a chain) the answer is a denial, even where another policy would ask for approval. An approve needs a grant, which the caller of this looks up.</summary>
    public Verdict DecideSession(DateTimeOffset now)
    {
        var matching = Gather(sessionRules, now);
        if (links.IsEmpty) return matching.ConcludeSession(NoRight(connection, caller, caller.Name));
        string? lacking = null;
        foreach (var (name, rules) in links)
            if (!Gather(rules, now).IsAllowed) lacking ??= name;
        if (lacking is not null) matching.WithdrawAllow();
        return matching.ConcludeSession(NoRight(connection, caller, lacking ?? caller.Name));
    }

    /// <summary>Deny beats approve beats allow; no match allows (the session-scope allow stands for it). An opaque statement counts as every kind, table and function. No allocation for an analysis decided before, where no time window had a say.</summary>
    public Verdict DecideOperation(SqlAnalysis operation, DateTimeOffset now)
    {
        if (operationRules.IsEmpty) return Verdict.Allowed;
        operation = operation.Pattern;
        if (memory.Find(operation) is { } known) return known;
        var verdict = Judge(Reached(operation), now, out var hasWindow);
        if (!hasWindow) memory.Keep(operation, verdict);
        return verdict;
    }

    /// <summary>The same for a request. A body that cannot be read counts as everything for rules that restrict and ask for it. No allocation where no rule asks for the body and none observes.</summary>
    public Verdict DecideOperation(HttpOperation operation, DateTimeOffset now) => operationRules.IsEmpty ? Verdict.Allowed : Judge(operation, now, out _);

    /// <summary>Whether a rule that concerns the request, as far as method, path and headers tell, asks for its body: it must be held and given before the request is decided.</summary>
    public bool NeedsBody(HttpOperation operation)
    {
        foreach (var rule in operationRules)
            if (rule.NeedsBody(operation)) return true;
        return false;
    }

    /// <summary>
    /// Whether a server of MCP may ask something of the caller, in the answer to a request. Without a policy that names the method and allows it: no. In a chain each link needs one.
    /// </summary>
    public bool AllowsServerRequest(string method, HttpOperation request, DateTimeOffset now)
    {
        var matching = operationRules.Where(r => !r.IsObserver && r.MatchesServer(method, request) && r.IsInForce(now)).ToList();
        return matching.TrueForAll(r => r.Effect == PolicyEffect.Allow) && caller.Chain.All(link => matching.Exists(r => r.Policy.Subjects.Matches(link)));
    }

    /// <summary>The operation with all that it reaches, as far as a catalogue tells.</summary>
    public SqlAnalysis Reached(SqlAnalysis operation) => reach?.Of(operation) ?? operation;

    /// <summary>Whether an operation names relations that the catalogue does not have yet, which may be views over tables that a policy names: look again before deciding. Not for what was decided already.</summary>
    public bool NeedsNewerCatalogue(SqlAnalysis operation) => reach is not null && memory.Find(operation.Pattern) is null && reach.NamesUnknown(operation.Pattern);

    /// <summary>Names that stand for something else once the operation has run, and until its transaction has ended and the catalogue was read again (<see cref="TargetCatalogue.Unsettled"/>).</summary>
    public ImmutableArray<string> Redefined(SqlAnalysis? operation) => reach is null || operation is null ? [] : operation.Redefines;

    /// <summary>Whether a policy asks what statements do, so that a catalogue is needed to tell what they reach.</summary>
    public static bool NeedsCatalogue(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        Concerned(snapshot, connection, caller).Any(p => p is { Scope: PolicyScope.Operation, Sql: not null });

    private static IEnumerable<PolicyConfig> Concerned(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller) =>
        snapshot.Policies.Where(p => p.Connections.Matches(connection) && p.Subjects.MatchesAny(caller));

    /// <param name="lacking">The link of the chain that no policy allows.</param>
    internal static string NoRight(ConnectionConfig connection, CallerIdentity caller, string lacking) => caller.Actors.IsEmpty
        ? $"No policy allows {lacking} to connect to {connection.Name}."
        : $"No policy allows {lacking} to connect to {connection.Name}; {caller.Words} may do what each of them may.";

    private Verdict Judge(AskedOperation operation, DateTimeOffset now, out bool hasWindow)
    {
        var matching = default(RulePrecedence);
        hasWindow = false;
        foreach (var rule in operationRules)
        {
            if (!rule.Matches(operation)) continue;
            hasWindow |= rule.HasWindow;
            if (rule.IsInForce(now)) matching.Add(rule, operation);
        }

        return matching.ConcludeOperation();
    }

    private static RulePrecedence Gather(ImmutableArray<PolicyRule> rules, DateTimeOffset now)
    {
        var matching = default(RulePrecedence);
        foreach (var rule in rules)
        {
            if (rule.MatchesConnect && rule.IsInForce(now)) matching.Add(rule);
        }
        return matching;
    }
}
