using System.Collections.Immutable;
using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Policy;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>What policies and masking rules have in common.</summary>
internal static class MatchChecks
{
    /// <summary>A list that was left out of the JSON is empty.</summary>
    public static ImmutableArray<T> OrNone<T>(this ImmutableArray<T> list) => list.IsDefault ? [] : list;

    public static void Subjects(SubjectMatch match, string key, FaultPlace at)
    {
        at.NotBlank($"{key}.groups", match.Groups);
        at.NotBlank($"{key}.identities", match.Identities);
    }

    public static void Connections(ConnectionMatch match, ImmutableArray<ConnectionConfig> known, SnapshotReach reach, FaultPlace at)
    {
        at.NotBlank("connections.names", match.Names);
        if (reach != SnapshotReach.Installation ) return;
        foreach (var (i, name) in match.Names.OrNone().Index())
            at.AddIf(!string.IsNullOrWhiteSpace(name) && !known.Any(c => string.Equals(c.Name, name, StringComparison.Ordinal)), $"connections.names[{i}]", $"there is no connection '{name}'.");
    }

    /// <summary>A rule about SQL can only be kept where SQL is spoken.</summary>
    public static void SpeaksSql(ConnectionMatch match, ImmutableArray<ConnectionConfig> known, string key, FaultPlace at)
    {
        if (match.IsEmpty()) return;
        foreach (var connection in known.Where(match.Matches))
            at.AddIf(connection.Protocol is not (ConnectionProtocol.Postgres or ConnectionProtocol.Mysql), key, $"connection '{connection.Name}' speaks {connection.Protocol.ToString().ToLowerInvariant()}, not SQL.");
    }

    /// <summary>A rule about requests and bodies can only be kept where HTTP is spoken. One for all connections goes for those that speak it.</summary>
    public static void SpeaksHttp(ConnectionMatch match, ImmutableArray<ConnectionConfig> known, string key, FaultPlace at)
    {
        if (match.IsEmpty()) return;
        foreach (var connection in known.OrNone().Where(match.Matches))
            at.AddIf(connection.Protocol != ConnectionProtocol.Http, key, $"connection '{connection.Name}' speaks {connection.Protocol.ToString().ToLowerInvariant()}, not HTTP.");
    }

    /// <summary>A rule that no path of a connection's protocol keeps is refused: it would be silently without effect. One for all connections goes for those that keep it.</summary>
    /// <param name="what">What cannot be kept, as the configuration calls it.</param>
    public static void IsKept(Guard guard, ConnectionMatch match, ImmutableArray<ConnectionConfig> known, string key, string what, FaultPlace at)
    {
        if (match.IsEmpty()) return;
        foreach (var connection in known.OrNone().Where(match.Matches))
            at.AddIf(EnforcementMatrix.Of(connection.Protocol)?.Offers(guard) != true, key, $"{what} cannot be enforced on connection {connection.Name}: no path of {connection.Protocol.ToString().ToLowerInvariant()} keeps it.");
    }
}
