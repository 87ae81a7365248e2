using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Snapshot;

/// <summary>Rules about bodies where there are none.</summary>
public sealed class MaskedBodiesChecksTests
{
    private static readonly MaskingRuleConfig rule = new() { Name = "bodies", JsonPaths = ["$.a"], Direction = MaskDirection.Both, Method = new(MaskKind.Redact), Connections = new() { Names = ["shop"] } };

    [Fact]
    public void Paths_and_directions_are_refused_on_a_connection_without_HTTP() =>
        Assert.Equal(["maskingRules[0].jsonPaths: connection 'shop' speaks postgres, not HTTP.", "maskingRules[0].direction: connection 'shop' speaks postgres, not HTTP."], Faults(rule, Some.Connection).AsEnumerable());

    [Fact]
    public void They_go_with_one_that_has_it_and_with_every_connection()
    {
        Assert.Empty(Faults(rule, Some.Connection with { Protocol = ConnectionProtocol.Http }));
        Assert.Empty(Faults(rule with { Connections = new() }, Some.Connection));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = Faults(rule with { JsonPaths = ["a", "$.", .. Enumerable.Repeat("$.b", 70)], Columns = ["a.b.c"], Method = new(MaskKind.Token) }, Some.Connection);
        foreach (var place in (string[])["jsonPaths: are 72", "jsonPaths[0]: 'a' is no JSON path", "jsonPaths[1]: '$.'", "method.kind: token", "direction: both goes", "jsonPaths: connection 'shop'"])
            Assert.Contains(faults, f => f.StartsWith($"maskingRules[0].{place}", StringComparison.Ordinal));
    }

    private static ImmutableArray<string> Faults(MaskingRuleConfig rule, ConnectionConfig connection) =>
        [.. SnapshotValidator.Check(Some.Snapshot() with { MaskingRules = [rule], Connections = [connection] }).Where(e => e.Path.StartsWith("maskingRules", StringComparison.Ordinal)).Select(e => $"{e.Path}: {e.Message}")];
}
