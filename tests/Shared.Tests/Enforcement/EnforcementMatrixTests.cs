using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Enforcement;

public sealed class EnforcementMatrixTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var matrix = EnforcementMatrix.Of(ConnectionProtocol.Postgres)!;

        Assert.Equal(matrix.ToString(), EnforcementMatrix.Parse(matrix.ToString()).ToString());
    }

    [Fact]
    public void On_PostgreSQL_every_kind_of_rule_is_kept_that_can_name_something_of_it() =>
        Assert.All(Enum.GetValues<Guard>(), g => Assert.Equal(g != Guard.Paths, EnforcementMatrix.Of(ConnectionProtocol.Postgres)!.Offers(g)));

    [Fact]
    public void On_HTTP_policies_paths_and_detectors_are_kept() =>
        Assert.All(new[] { Guard.Deny, Guard.Approve, Guard.Paths, Guard.Detectors, Guard.Recording }, g => Assert.True(EnforcementMatrix.Of(ConnectionProtocol.Http)!.Offers(g)));

    [Fact]
    public void A_kind_that_is_blind_wherever_it_means_something_is_not_kept()
    {
        var matrix = EnforcementMatrix.Parse("""{"paths": [{"name": "a", "title": "A", "cells": {"deny": {"outcome": "blind", "but": "x"}, "columns": {"outcome": "masked"}}}, {"name": "b", "title": "B", "cells": {}}]}""");

        Assert.False(matrix.Offers(Guard.Deny));
        Assert.True(matrix.Offers(Guard.Columns));
        Assert.False(matrix.Offers(Guard.Tokens));
    }

    public static TheoryData<string, AgentSnapshot> NotKept => new()
    {
        { "maskingRules[0].columns 'customer-pii': a mask on columns cannot be enforced on connection web: no path of http keeps it", Masked(Some.MaskingRule) },
        { "maskingRules[0].predicates 'customer-pii': deny cannot be enforced on connection web", Masked(Some.MaskingRule) },
        { "maskingRules[0].method.kind 'customer-pii': token cannot be enforced on connection web", Masked(Some.MaskingRule with { Method = new(MaskKind.Token) }) },
        { "policies[0].effect 'p': deny cannot be enforced on connection web: no path of ssh keeps it", Some.Snapshot(Some.Deny("p", null) with { Connections = OnWeb }) with { Connections = [web with { Protocol = ConnectionProtocol.Ssh }] } },
    };

    static ConnectionMatch OnWeb => new() { Names = ["web"] };

    static readonly ConnectionConfig web = Some.Connection with { Name = "web", Protocol = ConnectionProtocol.Http };

    [Theory]
    [MemberData(nameof(NotKept))]
    public void A_rule_that_no_path_of_the_connection_keeps_is_refused_when_it_is_saved(string error, AgentSnapshot snapshot) =>
        Assert.Contains(SnapshotValidator.Validate(snapshot), e => e.ToString().StartsWith(error, StringComparison.Ordinal));

    static AgentSnapshot Masked(MaskingRuleConfig rule) => Some.Snapshot() with { Connections = [web], MaskingRules = [rule with { Connections = OnWeb }] };
}
