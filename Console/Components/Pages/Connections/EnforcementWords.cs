using HoopLike.Console.Agents;
using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>The matrix of what is enforced, in words.</summary>
internal static class EnforcementWords
{
    public static string Title(Guard guard) => guard switch
    {
        Guard.Deny => "Deny",
        Guard.Approve => "Approve",
        Guard.Commit => "At COMMIT",
        Guard.Columns => "Masked columns",
        Guard.Paths => "JSON paths",
        Guard.Predicates => "Predicates",
        Guard.Tokens => "Tokens",
        Guard.Detectors => "Detectors",
        _ => "Recording",
    };

    /// <summary>What a rule of the kind does where nothing keeps it from doing so.</summary>
    public static string Explain(Guard guard) => guard switch
    {
        Guard.Deny => "A policy refuses the operation before the target sees it.",
        Guard.Approve => "A policy holds the operation until humans decide.",
        Guard.Commit => "A policy lets writes run in their transaction and holds its COMMIT.",
        Guard.Columns => "A masking rule names the column: its values are not shown, however they are asked for.",
        Guard.Paths => "A masking rule names members of JSON bodies: their values are not shown.",
        Guard.Predicates => "A masking rule forbids choosing rows by the column.",
        Guard.Tokens => "A token that comes back is turned into the value that it stands for, to find the same row.",
        Guard.Detectors => "A masking rule searches what comes back for values that look sensitive.",
        _ => "What was asked and answered is on record, masked values masked.",
    };

    public static string Of(EnforcementOutcome outcome) => outcome switch
    {
        EnforcementOutcome.RolledBack => "rolled back",
        EnforcementOutcome.TurnedBack => "turned back",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    /// <summary>How many rules of the kind concern a connection; every connection is recorded.</summary>
    public static int InUse(Guard guard, ConnectionOverview connection)
    {
        var policies = connection.Policies.Where(p => p.Scope == PolicyScope.Operation);
        return guard switch
        {
            Guard.Deny => policies.Count(p => p.Effect == PolicyEffect.Deny),
            Guard.Approve => policies.Count(p => p is { Effect: PolicyEffect.Approve, At: PolicyMoment.Statement }),
            Guard.Commit => policies.Count(p => p is { Effect: PolicyEffect.Approve, At: PolicyMoment.Commit }),
            Guard.Columns => connection.MaskingRules.Count(r => !r.Columns.IsEmpty),
            Guard.Paths => connection.MaskingRules.Count(r => !r.JsonPaths.IsEmpty),
            Guard.Predicates => connection.MaskingRules.Count(r => r.Predicates != PredicateUse.Allow),
            Guard.Tokens => connection.MaskingRules.Count(r => r.Method.Kind == MaskKind.Token),
            Guard.Detectors => connection.MaskingRules.Count(r => r.Searches()),
            _ => 1,
        };
    }

    public static string UseOf(Guard guard, int rules) => (guard, rules) switch
    {
        (Guard.Recording, _) => "always",
        (_, 0) => "no rule here",
        (_, 1) => "1 rule here",
        _ => $"{rules} rules here",
    };
}
