using System.Collections.Immutable;
using HoopLike.Shared.Snapshot.Validation;

namespace HoopLike.Shared.Snapshot;

/// <summary>Says everything that is wrong with a configuration at once. What this release cannot enforce is wrong too: no rule is ever silently without effect.</summary>
public static class SnapshotValidator
{
    /// <summary>Empty when the snapshot may come into force on an agent; else one line for each mistake.</summary>
    public static ImmutableArray<string> Validate(AgentSnapshot snapshot) => [.. Check(snapshot).Select(e => e.ToString())];

    /// <summary>The same with the place of each mistake apart, and for whole installations too.</summary>
    public static ImmutableArray<SnapshotError> Check(AgentSnapshot snapshot, SnapshotReach reach = SnapshotReach.Agent)
    {
        var faults = new FaultList();
        ConnectionChecks.Run(snapshot.Connections, reach, faults);
        PolicyChecks.Run(snapshot, reach, faults);
        MaskingChecks.Run(snapshot, reach, faults);
        IdentityChecks.Run(snapshot, faults);
        return faults.ToImmutable();
    }
}
