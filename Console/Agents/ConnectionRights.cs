using System.Collections.Immutable;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents;

/// <summary>A connection that somebody may use.</summary>
/// <param name="Host">Where its listener is, as far as the console knows.</param>
/// <param name="Approval">Set when connecting needs an approval first.</param>
public sealed record UsableConnection(ConnectionConfig Config, ImmutableArray<string> Agents, string Host, string? Policy, ApprovalRequirement? Approval);

/// <summary>Which connections somebody may use, by the same session-scope policies that agents enforce.</summary>
public sealed class ConnectionRights(SnapshotSource source, AgentDirectory agents, ConsoleAddress address, TimeProvider time)
{
    public async Task<IReadOnlyList<UsableConnection>> ListAsync(CallerIdentity caller, CancellationToken cancellationToken)
    {
        var image = await source.CurrentAsync(cancellationToken);
        if (caller.Chain.Any(link => image.Whole.DisabledIdentities.Contains(link.Name))) return [];
        var hosts = await HostsAsync(cancellationToken);
        var now = time.GetUtcNow();
        return [.. image.Whole.Connections.Select(c => Usable(image, c, caller, hosts, now)).OfType<UsableConnection>()];
    }

    /// <summary>Null when there is no such connection, or when the caller may not use it.</summary>
    public async Task<UsableConnection?> FindAsync(CallerIdentity caller, string name, CancellationToken cancellationToken) =>
        (await ListAsync(caller, cancellationToken)).FirstOrDefault(c => c.Config.Name == name);

    private UsableConnection? Usable(ConfigurationImage image, ConnectionConfig connection, CallerIdentity caller, Dictionary<string, string> hosts, DateTimeOffset now)
    {
        var verdict = new SessionPolicies(image.Whole, connection, caller).DecideSession(now);
        if (verdict.Effect == PolicyEffect.Deny) return null;
        var serving = image.AgentsOf(connection.Name);
        var host = serving.Select(a => hosts.GetValueOrDefault(a)).FirstOrDefault(h => h is not null) ?? new Uri(address.Value).Host;
        var listen = connection.Listen.Address is { } given && given is not ("0.0.0.0" or "::") ? given : host;
        var shown = connection with { Credential = connection.Credential.WithoutSecrets() };
        return new UsableConnection(shown, serving, listen, verdict.Policy, verdict.Effect == PolicyEffect.Approve ? verdict.Approval : null);
    }

    private async Task<Dictionary<string, string>> HostsAsync(CancellationToken cancellationToken) =>
        (await agents.ListAsync(cancellationToken)).Select(a => (a.Name, a.Members.FirstOrDefault(m => m.Host is not null)?.Host)).Where(a => a.Host is not null)
            .ToDictionary(a => a.Name, a => a.Host!, StringComparer.Ordinal);
}
