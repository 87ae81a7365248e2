using Bunit;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Pages.Identities;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Blazor;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Identities;

public sealed class ServiceKeysTests : ControlTest
{
    static readonly Actor engineer = new("engineer", null);
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_second_key_is_made_shown_once_and_a_third_is_not_offered()
    {
        await using var console = await StartAsync();
        var card = await ShowAsync(console);
        Assert.Contains("never", card.Find("table").TextContent, StringComparison.Ordinal);

        card.Find(".page-head button").Click();
        card.Find("#key-life").Change("30");
        card.Find("form").Submit();

        card.WaitForAssertion(() => Assert.Contains("hlk_", card.Find("[aria-label=Key] code").TextContent, StringComparison.Ordinal), patience);
        var shown = card.Find("[aria-label=Key] code").TextContent;
        Assert.NotEmpty(card.FindAll("[data-copy]"));
        Assert.Equal(200, (int)(await console.GetAsync(shown, "/api/v1/audit")).Status);
        var keys = await console.Get<IdentityRoster>().KeysAsync("ida", default);
        Assert.InRange(keys[0].ExpiresAt!.Value - Time.GetUtcNow(), TimeSpan.FromDays(29), TimeSpan.FromDays(30));
        card.Render(p => p.Add(c => c.Keys, keys));
        card.FindAll("button").Single(b => b.TextContent == "I have it").Click();

        Assert.DoesNotContain(shown, card.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(card.FindAll("[data-keys=full]"));
        Assert.DoesNotContain(card.FindAll("button"), b => b.TextContent.Contains("New key", StringComparison.Ordinal));
        Assert.Contains("by engineer", card.Find("table").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_asks_first_with_when_the_key_was_used_and_then_the_key_opens_nothing()
    {
        await using var console = await StartAsync();
        await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit");
        var dialogs = Render<RadzenDialog>();
        var card = await ShowAsync(console);

        card.Find("tbody button").Click();
        dialogs.WaitForAssertion(() => Assert.Contains("from 127.0.0.1", dialogs.Markup, StringComparison.Ordinal), patience);
        Assert.Contains("No other key is valid", dialogs.Markup, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit")).Status);
        dialogs.FindAll("button").Single(b => b.TextContent.Contains("Revoke it", StringComparison.Ordinal)).Click();

        await Until.HoldsAsync(async () => (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit")).Status == 401, "the key opens nothing");
    }

    [Fact]
    public async Task Who_only_looks_sees_no_button()
    {
        await using var console = await StartAsync();
        var card = await ShowAsync(console, mayChange: false);
        Assert.Empty(card.FindAll("button"));
        Assert.Contains("hlk_audi", card.Markup, StringComparison.Ordinal);
    }

    async Task<RunningConsole> StartAsync()
    {
        var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        Services.AddSingleton(console.Get<IdentityDesk>());
        return console;
    }

    async Task<IRenderedComponent<ServiceKeys>> ShowAsync(RunningConsole console, bool mayChange = true)
    {
        var keys = await console.Get<IdentityRoster>().KeysAsync("ida", default);
        return Render<ServiceKeys>(p => p.Add(c => c.Account, "ida").Add(c => c.Keys, keys).Add(c => c.MayChange, mayChange).Add(c => c.Actor, engineer));
    }
}
