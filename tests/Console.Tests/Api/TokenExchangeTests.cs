using System.Net;
using System.Text.Json.Nodes;
using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class TokenExchangeTests
{
    const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    [Fact]
    public async Task A_program_gets_a_token_with_which_it_acts_for_a_person()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var person = await TokenAsync(console, SomeConfig.ApproverKey, new { minutes = 30 });

        var (status, answer) = await OAuthTests.FormAsync(
            console, "/oauth/token", ("grant_type", Exchange), ("subject_token", person), ("subject_token_type", AccessToken), ("actor_token", SomeConfig.AnalystKey), ("actor_token_type", AccessToken));

        Assert.Equal((HttpStatusCode.OK, AccessToken), (status, (string)answer!["issued_token_type"]!));
        Assert.InRange((int)answer["expires_in"]!, 1, 30 * 60);
        var claims = Claims((string)answer["access_token"]!);
        Assert.Equal(("dirk", "analyst"), ((string)claims["sub"]!, (string)claims["act"]!["sub"]!));
        Assert.Contains(await console.Get<AuditLog>().ReadAsync(null, 100, default), e => e.Action == "token.exchanged" && e.Detail!.StartsWith("dirk via analyst", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_actor_may_prove_itself_by_its_own_authorization_header()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var person = await TokenAsync(console, SomeConfig.ApproverKey, new { minutes = 30 });

        var (status, answer) = await OAuthTests.FormAsync(console, "/oauth/token", ("grant_type", Exchange), ("subject_token", person), ("bearer", SomeConfig.AnalystKey));

        Assert.Equal((HttpStatusCode.OK, "analyst"), (status, (string)Claims((string)answer!["access_token"]!)["act"]!["sub"]!));
    }

    [Fact]
    public async Task What_is_bound_to_one_connection_stays_bound_to_it()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var person = await TokenAsync(console, SomeConfig.ApproverKey, new { minutes = 30, connection = "shop" });

        var (_, same) = await OAuthTests.FormAsync(console, "/oauth/token", ("grant_type", Exchange), ("subject_token", person), ("actor_token", SomeConfig.AnalystKey));
        var (_, other) = await OAuthTests.FormAsync(console, "/oauth/token", ("grant_type", Exchange), ("subject_token", person), ("actor_token", SomeConfig.AnalystKey), ("audience", "elsewhere"));

        Assert.Equal("shop", (string)Claims((string)same!["access_token"]!)["connection"]!);
        Assert.Equal("invalid_target", (string)other!["error"]!);
    }

    [Theory]
    [InlineData("", SomeConfig.AnalystKey, "invalid_request")]
    [InlineData("no-token", SomeConfig.AnalystKey, "invalid_grant")]
    [InlineData(SomeConfig.ApproverKey, "", "invalid_client")]
    [InlineData(SomeConfig.ApproverKey, "hlk_wrong000000000000000000000000000000000", "invalid_client")]
    [InlineData(SomeConfig.ApproverKey, SomeConfig.ApproverKey, "invalid_target")]
    public async Task Nobody_acts_without_proof_of_both(string subject, string actor, string error)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (_, answer) = await OAuthTests.FormAsync(console, "/oauth/token", ("grant_type", Exchange), ("subject_token", subject), ("actor_token", actor));

        Assert.Equal(error, (string)answer!["error"]!);
    }

    [Fact]
    public async Task A_token_of_a_kind_that_is_not_offered_is_refused()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (_, answer) = await OAuthTests.FormAsync(console, "/oauth/token", ("grant_type", Exchange), ("subject_token", "x"), ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2"), ("actor_token", SomeConfig.AnalystKey));

        Assert.Equal("invalid_request", (string)answer!["error"]!);
    }

    static async Task<string> TokenAsync(RunningConsole console, string key, object request) => (string)(await console.PostAsync(key, "/api/v1/tokens", request)).Body!["token"]!;

    static JsonNode Claims(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
    }
}
