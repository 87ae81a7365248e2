using HoopLike.Console.Agents;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>How far an installation has come from nothing to its first masked answer.</summary>
/// <param name="Agent">An agent is named.</param>
/// <param name="AgentOnline">One is there.</param>
/// <param name="Access">A policy lets somebody connect, at once or after an approval.</param>
/// <param name="Masked">A value was masked for somebody.</param>
public sealed record FirstSteps(bool Agent, bool AgentOnline, bool Connection, bool Access, bool MaskingRule, bool Masked)
{
    public bool AreDone => Agent && AgentOnline && Connection && Access && MaskingRule && Masked;
}

/// <summary>Reads from the store what was done of the first steps.</summary>
public sealed class FirstStepsReader(ConfigurationService configuration, AgentDirectory agents, ActivityLog activity)
{
    public async Task<FirstSteps> ReadAsync(CancellationToken cancellationToken)
    {
        var stored = await configuration.ReadAsync(cancellationToken);
        var known = await agents.ListAsync(cancellationToken);
        return new FirstSteps(
            known.Count > 0,
            known.Any(a => a.Online),
            stored.Connections is { IsEmpty: false },
            stored.Policies is { } policies && policies.Any(p => p is { Scope: PolicyScope.Session, Mode: PolicyMode.Enforce, Effect: not PolicyEffect.Deny }),
            stored.MaskingRules is { IsEmpty: false },
            await activity.EverMaskedAsync(cancellationToken));
    }
}
