using System.Collections.Frozen;
using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Components.Pages.Policies;
using HoopLike.Console.Identities;
using HoopLike.Console.Policies;
using HoopLike.Console.Security;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Policies;

public sealed class PolicyFormTests : ControlTest
{
    readonly PolicyDraft draft = new() { Name = "p" };

    [Fact]
    public void Kinds_are_chosen_and_taken_back_by_their_chips()
    {
        var form = Form();
        form.Find("#policy-sql-drop").Click();
        form.Find("#policy-sql-truncate").Click();
        form.Find("#policy-sql-drop").Click();

        Assert.Equal(["truncate"], draft.SqlKinds.AsEnumerable());
        Assert.Equal(("false", "true"), (form.Find("#policy-sql-drop").GetAttribute("aria-pressed"), form.Find("#policy-sql-truncate").GetAttribute("aria-pressed")));
    }

    [Fact]
    public void Every_kind_of_statement_can_be_chosen() => Assert.Equal(Shared.Sql.SqlKindWords.All.Order(), Form().FindAll("[id^=policy-sql-]").Select(b => b.TextContent).Order());

    [Fact]
    public void Only_what_goes_with_the_effect_and_the_scope_is_asked_for()
    {
        var form = Form();
        Assert.NotNull(form.Find("#policy-message"));
        Assert.Empty(form.FindAll("#policy-approvers"));

        form.Find("#policy-effect-approve").Change(true);
        Assert.NotNull(form.Find("#policy-approvers"));
        Assert.Empty(form.FindAll("#policy-grant"));

        form.Find("#policy-scope-session").Change(true);
        Assert.NotNull(form.Find("#policy-grant"));
        Assert.Empty(form.FindAll("#policy-tables"));
    }

    [Fact]
    public void A_table_without_its_schema_is_meant_in_any()
    {
        var form = Form();
        form.Find("#policy-tables").Input("orders,");

        Assert.Equal(["*.orders"], draft.Tables.AsEnumerable());
    }

    [Fact]
    public void What_the_file_asks_of_requests_is_shown_and_kept()
    {
        draft.Http = new Shared.Snapshot.HttpMatch { Methods = ["DELETE"], Paths = ["/orders/**"] };
        var form = Form();

        Assert.Contains("DELETE requests to /orders/**", form.Find("#policy-http").TextContent, StringComparison.Ordinal);
        Assert.Empty(form.FindAll("#policy-tables"));
        form.Find("#policy-effect-approve").Change(true);
        Assert.Same(draft.Http, draft.ToConfig().Http);
    }

    [Fact]
    public void Midnight_ends_the_day()
    {
        var form = Form();
        form.Find("#policy-window").Change(true);
        form.Find("#policy-Saturday").Click();
        form.Find("#policy-from").Change("18:00");

        var window = draft.ToConfig().When!;
        Assert.Equal((TimeSpan.FromHours(18), TimeSpan.FromHours(24)), (window.From, window.To));
        Assert.Equal([DayOfWeek.Saturday], window.Days.AsEnumerable());
    }

    IRenderedComponent<PolicyForm> Form()
    {
        var identities = new IdentityImage(DateTimeOffset.UnixEpoch)
        {
            Users = FrozenDictionary<string, ImmutableArray<string>>.Empty,
            ServiceAccounts = FrozenDictionary<string, ImmutableArray<string>>.Empty,
            KeysByHash = FrozenDictionary<string, ServiceAccountKeyEntity>.Empty,
            RolesOfGroups = FrozenDictionary<string, ImmutableArray<ConsoleRole>>.Empty,
            Disabled = FrozenSet<string>.Empty,
            Providers = [],
        };
        return Render<PolicyForm>(p => p.Add(f => f.Draft, draft).Add(f => f.Choices, new RuleChoices([], identities)));
    }
}
