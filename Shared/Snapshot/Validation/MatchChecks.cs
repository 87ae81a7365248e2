using System.Collections.Immutable;
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

    /// <param name="what">What only PostgreSQL's protocol has.</param>
    public static void SpeaksPostgres(ConnectionMatch match, ImmutableArray<ConnectionConfig> known, string key, string what, FaultPlace at)
    {
        if (match.IsEmpty()) return;
        foreach (var connection in known.Where(match.Matches))
            at.AddIf(connection.Protocol != ConnectionProtocol.Postgres, key, $"{what} needs postgres, and connection '{connection.Name}' speaks {connection.Protocol.ToString().ToLowerInvariant()}.");
    }
}
