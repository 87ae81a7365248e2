using HoopLike.Console.Data;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

public sealed class MaskingRuleEntity : ConfiguredEntity<MaskingRuleConfig>
{
    internal sealed class Mapping() : ConfiguredEntityMapping<MaskingRuleEntity, MaskingRuleConfig>("masking_rules");
}

/// <summary>Stores masking rules.</summary>
public sealed class MaskingRuleSection(TimeProvider time) : ConfigSection<MaskingRuleConfig, MaskingRuleEntity>("masking rule", time)
{
    public override string NameOf(MaskingRuleConfig config) => config.Name;

    protected override MaskingRuleEntity Create(MaskingRuleConfig config) => new() { Name = config.Name, Config = config };
}
