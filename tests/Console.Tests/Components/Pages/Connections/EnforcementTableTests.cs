using Bunit;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Pages.Connections;
using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Connections;

public sealed class EnforcementTableTests : ControlTest
{
    static readonly EnforcementMatrix matrix = EnforcementMatrix.Of(ConnectionProtocol.Postgres)!;

    static readonly PolicyConfig noDrops = new() { Name = "no-drops", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = new SqlMatch { Kinds = ["drop"] } };

    static readonly MaskingRuleConfig pii = new() { Name = "pii", Columns = ["public.people.ssn"], Method = new(MaskKind.Token), Predicates = PredicateUse.Equality };

    [Fact]
    public void Each_path_is_a_row_with_what_becomes_of_an_operation()
    {
        var table = Shown();

        Assert.Equal(matrix.Paths.Select(p => p.Title), table.FindAll("tbody th").Select(h => h.TextContent));
        Assert.All(table.FindAll("tbody tr"), row => Assert.Equal(matrix.Paths.SelectMany(p => p.Cells.Keys).Distinct().Count(), row.QuerySelectorAll("td").Length));
        Assert.Equal(["refused", "held", "rolled back", "masked", "refused", "turned back", "masked", "recorded"], table.FindAll("tbody tr:first-child .outcome").Select(o => o.TextContent));
    }

    [Fact]
    public void What_is_blind_stands_out_only_where_a_rule_of_the_kind_is_there()
    {
        Assert.Empty(Shown().FindAll("td:nth-child(2) .outcome.blind"));
        Assert.NotEmpty(Shown(noDrops).FindAll("td:nth-child(2) .outcome.blind"));
    }

    [Fact]
    public void Each_kind_says_how_many_rules_there_are()
    {
        var heads = Shown(noDrops).FindAll("thead th span").Select(s => s.TextContent);

        Assert.Equal(["1 rule here", "no rule here", "no rule here", "1 rule here", "1 rule here", "1 rule here", "no rule here", "always"], heads);
    }

    [Fact]
    public void Every_note_leads_to_its_words()
    {
        var table = Shown();

        Assert.All(table.FindAll("td a"), link => Assert.NotEmpty(table.Find(link.GetAttribute("href")![link.GetAttribute("href")!.IndexOf('#', StringComparison.Ordinal)..]).TextContent));
        Assert.Equal(matrix.Paths.SelectMany(p => p.Cells.Values).Count(c => c.But is not null), table.FindAll("td a").Count);
    }

    IRenderedComponent<EnforcementTable> Shown(params PolicyConfig[] policies) => Render<EnforcementTable>(p => p.Add(t => t.Connection, new ConnectionOverview
    {
        Config = new() { Name = "shop", Protocol = ConnectionProtocol.Postgres, Listen = new(15432), Target = new("127.0.0.1", 5432, "shop", TargetTlsMode.Prefer), Credential = new("shop_owner", null) },
        AgentNames = [],
        Agents = [],
        LiveSessions = 0,
        Policies = [.. policies],
        MaskingRules = [pii],
        Trouble = null,
        HasPassword = true,
        UpdatedAt = Time.GetUtcNow(),
        Version = Guid.Empty,
    }));
}
