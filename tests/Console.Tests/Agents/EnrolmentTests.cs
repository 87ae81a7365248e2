using System.Net;
using System.Security.Cryptography;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class EnrolmentTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync(SomeConfig.Yaml);

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

    [Fact]
    public async Task An_address_that_keeps_failing_is_refused_unheard()
    {
        for (var n = 0; n < 20; n++) await FakeAgent.EnrolAsync(console, key, "local", "wrong-" + n);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken)).Answer.StatusCode);
    }
}
