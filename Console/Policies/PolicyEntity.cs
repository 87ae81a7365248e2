using HoopLike.Console.Data;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

public sealed class PolicyEntity : ConfiguredEntity<PolicyConfig>
{
    internal sealed class Mapping() : ConfiguredEntityMapping<PolicyEntity, PolicyConfig>("policies");
}

/// <summary>Stores policies in their order.</summary>
public sealed class PolicySection(TimeProvider time) : ConfigSection<PolicyConfig, PolicyEntity>("policy", time)
{
    public override string NameOf(PolicyConfig config) => config.Name;

    protected override PolicyEntity Create(PolicyConfig config) => new() { Name = config.Name, Config = config };
}
