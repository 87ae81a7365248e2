using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;

namespace HoopLike.Console.Identities;

/// <summary>A group and the console roles that its members have.</summary>
public sealed record GroupConfig(string Name, ImmutableArray<ConsoleRole> Roles);

public sealed class GroupEntity : ConfiguredEntity<GroupConfig>
{
    internal sealed class Mapping() : ConfiguredEntityMapping<GroupEntity, GroupConfig>("groups");
}

/// <summary>Stores <see cref="GroupConfig"/>.</summary>
public sealed class GroupSection(TimeProvider time) : ConfigSection<GroupConfig, GroupEntity>("group", time)
{
    public override string NameOf(GroupConfig config) => config.Name;

    protected override GroupEntity Create(GroupConfig config) => new() { Name = config.Name, Config = config };
}
