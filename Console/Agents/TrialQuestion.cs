using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents;

/// <summary>Who would do what, where and when.</summary>
/// <param name="Operation">The statement's text, or the request as <see cref="Shared.Http.WrittenRequest"/> reads it; null or blank to ask about connecting only.</param>
/// <param name="At">Null for now.</param>
public sealed record TrialQuestion(CallerIdentity Caller, string Connection, string? Operation, DateTimeOffset? At = null);

/// <summary>A policy that is not stored yet, tried as if it were.</summary>
/// <param name="Replaces">The name of the stored policy in whose place it stands; null for a further one.</param>
public sealed record TrialDraft(PolicyConfig Policy, string? Replaces);

/// <summary>What would come of it, and why.</summary>
/// <param name="Caller">With the groups that count.</param>
/// <param name="Disabled">The identity is disabled: no policy is asked.</param>
/// <param name="Connect">Whether the caller may connect.</param>
/// <param name="GrantUntil">A grant is open that stands for the approval which connecting asks for.</param>
/// <param name="Operation">Whether the statement may run, or the request be sent; null where none was asked about, or where it could not be read.</param>
/// <param name="Effect">What the statement does; null as <paramref name="Operation"/> is, and for a request.</param>
/// <param name="Masks">The masking rules that may hide something of the answer.</param>
/// <param name="Unreadable">Why the operation could not be read here, in words; null when it was.</param>
public sealed record TrialAnswer(
    CallerIdentity Caller,
    ConnectionConfig Connection,
    DateTimeOffset At,
    bool Disabled,
    PolicyExplanation Connect,
    DateTimeOffset? GrantUntil,
    PolicyExplanation? Operation,
    SqlAnalysis? Effect,
    ImmutableArray<MaskingForecast> Masks,
    string? Unreadable)
{
    /// <summary>Nothing keeps the caller from connecting, but for an approval perhaps.</summary>
    public bool MayConnect => !Disabled && Connect.Verdict.Effect != PolicyEffect.Deny;
}
