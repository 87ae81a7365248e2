using System.Net;
using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class EnrolmentTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ManualTime time = new();
    RunningConsole console = null!;

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync(SomeConfig.Yaml, time: time);

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public async Task A_token_enrols_one_key_once()
    {
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(HttpStatusCode.OK, (await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken)).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await FakeAgent.EnrolAsync(console, second, "local", SomeConfig.AgentToken)).Answer.StatusCode);
    }

    [Fact]
    public async Task An_agent_whose_answer_was_lost_gets_it_again()
    {
        var first = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        var again = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);

        Assert.Equal(first.Id, again.Id);
    }

    [Theory]
    [InlineData("local", "not-the-token")]
    [InlineData("nobody", SomeConfig.AgentToken)]
    [InlineData("remote", SomeConfig.AgentToken)]
    public async Task A_wrong_token_and_an_unknown_name_are_refused_alike(string name, string token)
    {
        var (answer, _) = await FakeAgent.EnrolAsync(console, key, name, token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Set a new token for this agent", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_kind_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Equal(HttpStatusCode.Forbidden, (await FakeAgent.EnrolAsync(console, other, "local", SomeConfig.AgentToken)).Answer.StatusCode);
    }

    [Fact]
    public async Task A_request_that_lacks_everything_is_refused_in_words()
    {
        var (status, body) = await console.PostAsync(null, AgentHubAddress.Enrol, new { });
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("are needed", body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_does_not_arm_a_spent_token_and_a_new_token_does()
    {
        await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", SomeConfig.Yaml);
        Assert.Equal(HttpStatusCode.Forbidden, (await FakeAgent.EnrolAsync(console, second, "local", SomeConfig.AgentToken)).Answer.StatusCode);
        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", SomeConfig.Yaml.Replace(SomeConfig.AgentToken, "a-fresh-token"));
        Assert.Equal(HttpStatusCode.OK, (await FakeAgent.EnrolAsync(console, second, "local", "a-fresh-token")).Answer.StatusCode);
    }

    [Theory]
    [InlineData(null, 23, HttpStatusCode.OK)]
    [InlineData(null, 25, HttpStatusCode.Forbidden)]
    [InlineData(1, 2, HttpStatusCode.Forbidden)]
    [InlineData(720, 719, HttpStatusCode.OK)]
    public async Task A_token_is_good_for_as_long_as_was_said(int? hours, int waited, HttpStatusCode expected)
    {
        var agent = hours is null ? "{name: fresh, token: fresh-token}" : $"{{name: fresh, token: fresh-token, tokenHours: {hours}}}";
        Assert.Equal(HttpStatusCode.OK, (await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", SomeConfig.Yaml.Replace("agents:\n", $"agents:\n  - {agent}\n", StringComparison.Ordinal))).Status);
        time.Advance(TimeSpan.FromHours(waited));

        var (answer, _) = await FakeAgent.EnrolAsync(console, key, "fresh", "fresh-token");

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK) return;
        var words = await answer.Content.ReadAsStringAsync();
        Assert.Contains("expired at", words, StringComparison.Ordinal);
        Assert.Contains("Make a new token", words, StringComparison.Ordinal);
        Assert.Contains(await console.Get<AuditLog>().ReadAsync(null, 10, default), a => a.Action == "agent.enrolment-refused" && a.Detail!.Contains("expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_token_tells_nothing_to_who_does_not_have_it()
    {
        time.Advance(TimeSpan.FromDays(2));
        Assert.DoesNotContain("expired", await (await FakeAgent.EnrolAsync(console, key, "local", "not-the-token")).Answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_token_after_the_old_one_expired_is_good_again()
    {
        time.Advance(TimeSpan.FromDays(2));
        var (outcome, token) = await console.Get<IdentityDesk>().RenewEnrolmentAsync("local", new Actor("tester", null), default);

        Assert.True(outcome.Accepted);
        Assert.Equal(HttpStatusCode.OK, (await FakeAgent.EnrolAsync(console, key, "local", token!.Reveal())).Answer.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(721)]
    public async Task Hours_beyond_a_month_or_none_are_refused(int hours) => Assert.Equal(
        HttpStatusCode.BadRequest,
        (await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", $"agents: [{{name: local, tokenHours: {hours}}}, {{name: remote}}]")).Status);

    [Fact]
    public async Task A_revoked_key_is_never_enrolled_again()
    {
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        await console.Get<AgentKeys>().RevokeAsync(id, new Actor("tester", null), default);

        Assert.Equal(HttpStatusCode.Forbidden, (await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken)).Answer.StatusCode);
        var (_, token) = await console.Get<IdentityDesk>().RenewEnrolmentAsync("local", new Actor("tester", null), default);
        var (answer, _) = await FakeAgent.EnrolAsync(console, key, "local", token!.Reveal());
        Assert.Contains("can never be enrolled again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True((await console.Get<AgentDirectory>().ListAsync(default)).Single(a => a.Name == "local").AwaitsEnrolment);
    }

    [Fact]
    public async Task An_address_that_keeps_failing_is_refused_unheard()
    {
        for (var n = 0; n < 20; n++) await FakeAgent.EnrolAsync(console, key, "local", "wrong-" + n);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken)).Answer.StatusCode);
    }
}
