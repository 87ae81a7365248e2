using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Api;

/// <param name="Kind">human or machine; by default as the identity is known.</param>
/// <param name="Groups">By default those that the identity is known to have.</param>
/// <param name="Operation">Left out to ask about connecting only.</param>
/// <param name="At">By default now.</param>
public sealed record SimulateRequest(string? Identity, CallerKind? Kind, ImmutableArray<string>? Groups, string? Connection, string? Operation, DateTimeOffset? At)
{
    /// <summary>Names of those who act for the identity, the one that calls first; each with the kind and groups that it is known to have.</summary>
    public ImmutableArray<string>? Actors { get; init; }
}

/// <param name="Role">silent, observes, beaten, unsupported, holdsCommit or decides.</param>
/// <param name="Silent">Why it has no say: caller, connection, window, match; empty when it has one.</param>
public sealed record PolicyAnswer(string Name, PolicyEffect Effect, PolicyScope Scope, PolicyMode Mode, PolicyRole Role, string? BeatenBy, IReadOnlyList<string> Silent)
{
    /// <summary>Where others act for the caller: which of the chain it concerns.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <param name="Policy">The deciding one; null where none concerns it.</param>
public sealed record VerdictAnswer(PolicyEffect Verdict, string? Policy, string? Message, ApprovalRequirement? Approval, IReadOnlyList<string> Observed, IReadOnlyList<PolicyAnswer> Policies)
{
    /// <summary>Set where the operation would run in its transaction, and the COMMIT would then be held.</summary>
    public CommitHold? Commit { get; init; }
}

/// <param name="Opaque">What it does cannot be read from its text, so that it counts as everything.</param>
public sealed record EffectAnswer(IReadOnlyList<string> Kinds, IReadOnlyList<string> Tables, bool WithoutWhere, bool Opaque, string? Error);

/// <param name="Columns">Patterns of the rule that the statement may touch.</param>
/// <param name="MayRefuse">The statement may use such a column in a way that the rule does not allow.</param>
public sealed record MaskedAnswer(string Rule, IReadOnlyList<string> Columns, IReadOnlyList<string> Detectors, MaskKind Method, bool MayRefuse)
{
    /// <summary>Columns that would be masked in the answer, as <c>table.column</c>; the pattern where the statement names no single column. Empty where no operation was asked about.</summary>
    public IReadOnlyList<string> Masks { get; init; } = [];
}

/// <param name="Verdict">Of the operation where the caller may connect and one was asked about, else of the connect.</param>
/// <param name="Unreadable">Why the operation could not be tried.</param>
public sealed record SimulateAnswer(
    PolicyEffect Verdict, string? Policy, string? Message, string Identity, CallerKind Kind, IReadOnlyList<string> Groups, string Connection, DateTimeOffset At, bool Disabled, DateTimeOffset? GrantUntil,
    VerdictAnswer Connect, VerdictAnswer? Operation, EffectAnswer? Effect, IReadOnlyList<MaskedAnswer> Masked, string? Unreadable);

/// <summary><c>/api/v1/simulate</c>: what would happen, and why.</summary>
internal static class SimulateApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/simulate", AskAsync).RequireAuthorization(Roles.Admin).WithSummary("What the policies say of an operation, policy by policy, and which columns would be masked; nothing is sent anywhere").Produces<SimulateAnswer>();

    private static async Task<IResult> AskAsync(SimulateRequest request, PolicyTrial trial, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Identity)) return Problems.Invalid("identity: is missing.");
        if (string.IsNullOrWhiteSpace(request.Connection)) return Problems.Invalid("connection: is missing.");
        var caller = await trial.CallerAsync(request.Identity, request.Kind, request.Groups, cancellationToken);
        if (request.Actors is { Length: > ActorIdentity.LongestChain }) return Problems.Invalid($"actors: are more than {ActorIdentity.LongestChain}.");
        foreach (var name in request.Actors ?? [])
        {
            if (string.IsNullOrWhiteSpace(name)) return Problems.Invalid("actors: holds an empty name.");
            var actor = await trial.CallerAsync(name, null, null, cancellationToken);
            caller = caller with { Actors = caller.Actors.Add(new ActorIdentity(actor.Name, actor.Kind, actor.Groups, actor.ProvenBy)) };
        }

        var answer = await trial.AskAsync(new TrialQuestion(caller, request.Connection, request.Operation, request.At), draft: null, cancellationToken);
        return answer is null ? Problems.NotFound($"connection: there is no connection '{request.Connection}'.") : Results.Ok(Answer(answer));
    }

    private static SimulateAnswer Answer(TrialAnswer a)
    {
        var decided = a.MayConnect && a.Operation is { } operation ? operation.Verdict : a.Connect.Verdict;
        return new SimulateAnswer(
            a.Disabled ? PolicyEffect.Deny : decided.Effect, a.Disabled ? null : decided.Policy, a.Disabled ? $"{a.Caller.Words} is disabled." : decided.Message,
            a.Caller.Name, a.Caller.Kind, a.Caller.Groups, a.Connection.Name, a.At, a.Disabled, a.GrantUntil, Verdict(a.Connect), a.Operation is null ? null : Verdict(a.Operation),
            a.Effect is { } e ? new EffectAnswer(e.KindWords, e.TableNames, e.Statements.Any(s => s.WithoutWhere), e.Kinds.HasFlag(Shared.Sql.SqlKinds.Opaque), e.Error) : null,
            [.. a.Masks.Select(m => new MaskedAnswer(m.Rule.Name, m.Columns, m.Detectors, m.Rule.Method.Kind, m.MayRefuse) { Masks = a.Effect is { } effect ? [.. MaskedParts.ColumnsOf(m, effect)] : [] })], a.Unreadable);
    }

    private static VerdictAnswer Verdict(PolicyExplanation e) => new(
        e.Verdict.Effect, e.Verdict.Policy, e.Verdict.Message, e.Verdict.Approval, e.Verdict.Observed,
        [.. e.Parts.Select(p => new PolicyAnswer(p.Policy.Name, p.Effect, p.Policy.Scope, p.Policy.Mode, p.Role, p.BeatenBy, [.. Silent(p)]) { Links = p.Links })]) { Commit = e.Verdict.Commit };

    private static IEnumerable<string> Silent(PolicyPart part)
    {
        if (part.Role != PolicyRole.Silent) yield break;
        if (!part.ConcernsCaller) yield return "caller";
        if (!part.ConcernsConnection) yield return "connection";
        if (!part.Matches) yield return "match";
        if (part is { Policy.When: not null, InWindow: not true }) yield return "window";
    }
}
