using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Console.Policies;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class RequestTrialTests : IAsyncLifetime
{
    RunningConsole console = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        var vault = await db.Set<ConnectionEntity>().SingleAsync(c => c.Name == "vault");
        vault.Config = vault.Config with { Config = vault.Config.Config with { Protocol = ConnectionProtocol.Http } };
        await db.SaveChangesAsync();
        console.Get<LiveFeed>().Publish(LiveTopics.Snapshot, "vault");
    }

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Theory]
    [InlineData("DELETE /orders/../users/7", "p", "Applies and decides.")]
    [InlineData("DELETE /users/7\nContent-Type: text/plain\n\nx", "p", "Applies and decides.")]
    [InlineData("GET /users/7", null, "Not concerned: it is about DELETE requests to /users/**.")]
    public async Task A_request_is_tried_as_agents_would_judge_it(string text, string? policy, string why)
    {
        var answer = await AskAsync(text);

        Assert.Null(answer.Unreadable);
        Assert.Equal(policy, answer.Operation!.Verdict.Policy);
        Assert.Equal(why, TrialWords.Why(answer.Operation.Parts.Single(p => p.Policy.Name == "p"), answer.Operation.Parts));
        Assert.Contains(answer.Operation.Parts, p => p is { Policy.Name: "nobody-drops", Matches: false });
    }

    [Fact]
    public async Task A_request_that_no_agent_would_forward_is_told_as_that()
    {
        var answer = await AskAsync("DELETE /users%2f7");

        Assert.Null(answer.Operation);
        Assert.Contains("escaped slash (%2F), which servers read differently. No agent would forward it", answer.Unreadable, StringComparison.Ordinal);
    }

    async Task<TrialAnswer> AskAsync(string text)
    {
        var trial = console.Get<PolicyTrial>();
        var caller = await trial.CallerAsync("analyst", null, null, default);
        var draft = new PolicyConfig { Name = "p", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = new HttpMatch { Methods = ["DELETE"], Paths = ["/users/**"] } };
        return (await trial.AskAsync(new TrialQuestion(caller, "vault", text), new TrialDraft(draft, null), default))!;
    }
}
