using Bunit;
using Bunit.TestDoubles;
using HoopLike.Console.Agents;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Pages.Policies;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Policies;

public sealed class PolicyEditPageTests : ControlTest
{
    const string Policy = "nobody-drops";
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Undo_after_saving_over_somebody_elses_change_brings_back_theirs()
    {
        await using var console = await StartAsync();
        var page = Render<PolicyEditPage>(p => p.Add(x => x.Name, Policy));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("#policy-message")), patience);
        await SaveAsync(console, "theirs");

        page.Find("#policy-message").Input("mine");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".diff")), patience);
        page.FindAll(".alert button").Single(b => b.TextContent.Contains("Save mine over theirs", StringComparison.Ordinal)).Click();
        await Until.HoldsAsync(async () => await MessageAsync(console) == "mine", "mine was saved");
        await UndoAsync();

        await Until.HoldsAsync(async () => await MessageAsync(console) != "mine", "it was undone");
        Assert.Equal("theirs", await MessageAsync(console));
    }

    async Task<RunningConsole> StartAsync()
    {
        var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        Services.AddSingleton(console.Get<ConfigurationService>()).AddSingleton(console.Get<IdentityDirectory>()).AddSingleton(console.Get<LiveFeed>()).AddSingleton(console.Get<PolicyTrial>()).AddSingleton(console.Get<PolicyBacktest>());
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized("engineer");
        authorization.SetRoles(Roles.Admin);
        authorization.SetClaims(new System.Security.Claims.Claim(CallerClaims.Name, "engineer"));
        // Only now: it takes a service, and after that none may be added.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return console;
    }

    /// <summary>Presses the button of the notice that offers it.</summary>
    async Task UndoAsync()
    {
        var toasts = Services.GetRequiredService<NotificationService>();
        await Until.HoldsAsync(() => Task.FromResult(toasts.Messages.Any(m => m.DetailContent is not null)), "the notice came");
        Render(toasts.Messages.Single(m => m.DetailContent is not null).DetailContent!(toasts)).Find("button").Click();
    }

    static async Task SaveAsync(RunningConsole console, string message)
    {
        var configuration = console.Get<ConfigurationService>();
        var stored = (await configuration.FindAsync<PolicyConfig>(Policy, default))!;
        Assert.True((await configuration.SaveAsync(stored.Config with { Message = message }, stored.Version, new Actor("somebody else", null), default)).Accepted);
    }

    static async Task<string?> MessageAsync(RunningConsole console) => (await console.Get<ConfigurationService>().FindAsync<PolicyConfig>(Policy, default))!.Config.Message;
}
