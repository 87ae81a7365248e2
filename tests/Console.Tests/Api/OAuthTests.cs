using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class OAuthTests
{
    const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    static readonly Actor engineer = new("engineer", "127.0.0.1");

    [Fact]
    public async Task A_command_line_is_signed_in_once_somebody_confirms_its_code()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var browser = await SignInAsync(console);
        var (_, asked) = await FormAsync(console, "/oauth/device_authorization", ("client_id", "hooplike-cli"));
        var device = (string)asked!["device_code"]!;
        Assert.Equal("authorization_pending", await ErrorAsync(console, device));

        Assert.True(await console.Get<DeviceFlow>().ApproveAsync(((string)asked["user_code"]!).ToLowerInvariant(), browser.Id, engineer, default));
        var (status, answer) = await FormAsync(console, "/oauth/token", ("grant_type", DeviceGrant), ("device_code", device), ("client_id", "hooplike-cli"));

        Assert.Equal((HttpStatusCode.OK, "Bearer"), (status, (string)answer!["token_type"]!));
        Assert.InRange((int)answer["expires_in"]!, 1, (int)SignIns.LongestLife.TotalSeconds);
        Assert.Equal(HttpStatusCode.OK, (await console.GetAsync((string)answer["access_token"]!, "/api/v1/config")).Status);
        Assert.Equal("invalid_grant", await ErrorAsync(console, device));
    }

    [Fact]
    public async Task A_refused_code_signs_nobody_in()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var browser = await SignInAsync(console);
        var (_, asked) = await FormAsync(console, "/oauth/device_authorization", ("client_id", "hooplike-cli"));
        var code = (string)asked!["user_code"]!;

        Assert.True(await console.Get<DeviceFlow>().DenyAsync(code, engineer, default));

        Assert.Equal("access_denied", await ErrorAsync(console, (string)asked["device_code"]!));
        Assert.False(await console.Get<DeviceFlow>().ApproveAsync(code, browser.Id, engineer, default));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_to_slow_down()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, asked) = await FormAsync(console, "/oauth/device_authorization", ("client_id", "hooplike-cli"));
        var device = (string)asked!["device_code"]!;

        Assert.Equal("authorization_pending", await ErrorAsync(console, device));
        Assert.Equal("slow_down", await ErrorAsync(console, device));
    }

    [Fact]
    public async Task Codes_lapse()
    {
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml, time: time);
        var (_, asked) = await FormAsync(console, "/oauth/device_authorization", ("client_id", "hooplike-cli"));

        time.Advance(DeviceFlow.Life + TimeSpan.FromSeconds(1));

        Assert.Null(await console.Get<DeviceFlow>().FindAsync((string)asked!["user_code"]!, default));
        Assert.Equal("expired_token", await ErrorAsync(console, (string)asked["device_code"]!));
    }

    [Fact]
    public async Task One_address_cannot_keep_codes_without_end()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var last = HttpStatusCode.OK;
        for (var n = 0; n < 60 && last == HttpStatusCode.OK; n++) (last, _) = await FormAsync(console, "/oauth/device_authorization", ("client_id", "flood"));

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task A_local_account_signs_its_command_line_in_by_password_and_out_again()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, answer) = await FormAsync(console, "/oauth/token", ("grant_type", "password"), ("username", "engineer"), ("password", SomeConfig.EngineerPassword));
        var token = (string)answer!["access_token"]!;
        var (_, derived) = await console.PostAsync(token, "/api/v1/tokens", new { minutes = 5 });
        var ofIt = (string)derived!["token"]!;
        Assert.Equal(HttpStatusCode.OK, (await console.GetAsync(ofIt, "/api/v1/connections")).Status);

        Assert.Equal(HttpStatusCode.OK, (await FormAsync(console, "/oauth/revoke", ("token", token))).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await console.GetAsync(token, "/api/v1/connections")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await console.GetAsync(ofIt, "/api/v1/connections")).Status);
        var signIn = Assert.Single(await console.Get<SignIns>().ListAsync("engineer", 10, default));
        Assert.Equal("signed out", signIn.EndReason);
    }

    [Theory]
    [InlineData("engineer", "wrong-password")]
    [InlineData("nobody", "wrong-password")]
    public async Task A_wrong_password_and_an_unknown_name_are_refused_alike(string name, string password)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (status, answer) = await FormAsync(console, "/oauth/token", ("grant_type", "password"), ("username", name), ("password", password));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant", "That name and password do not match, or the account is locked for some minutes."), (status, (string)answer!["error"]!, (string)answer["error_description"]!));
    }

    [Fact]
    public async Task Guessing_from_one_address_is_stopped()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var last = HttpStatusCode.OK;
        for (var n = 0; n < 30 && last != HttpStatusCode.TooManyRequests; n++) (last, _) = await FormAsync(console, "/oauth/token", ("grant_type", "password"), ("username", $"guess{n}"), ("password", "guess-guess"));

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task The_metadata_names_every_address_and_the_keys_open_the_tokens()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, metadata) = await console.GetAsync(null, "/.well-known/openid-configuration");

        Assert.Equal((string)metadata!["issuer"]! + "/oauth/token", (string)metadata["token_endpoint"]!);
        Assert.Equal((await console.GetAsync(null, "/.well-known/oauth-authorization-server")).Body!.ToJsonString(), metadata.ToJsonString());
        using var client = console.Client();
        var keys = JsonNode.Parse(await client.GetStringAsync(new Uri((string)metadata["jwks_uri"]!)))!;
        Assert.Equal("ES256", (string)keys["keys"]![0]!["alg"]!);
    }

    static async Task<SignInEntity> SignInAsync(RunningConsole console) =>
        (await console.Get<SignIns>().StartAsync(new ProvenPerson("engineer", SignInMeans.Password, null, []), new SignInOrigin("127.0.0.1", "a browser"), default)).SignIn!;

    static async Task<string> ErrorAsync(RunningConsole console, string deviceCode)
    {
        var (status, answer) = await FormAsync(console, "/oauth/token", ("grant_type", DeviceGrant), ("device_code", deviceCode), ("client_id", "hooplike-cli"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        return (string)answer!["error"]!;
    }

    internal static async Task<(HttpStatusCode Status, JsonNode? Body)> FormAsync(RunningConsole console, string path, params (string Key, string Value)[] fields)
    {
        using var client = console.Client();
        using var content = new FormUrlEncodedContent(fields.Where(f => f.Key != "bearer").Select(f => KeyValuePair.Create(f.Key, f.Value)));
        if (fields.FirstOrDefault(f => f.Key == "bearer").Value is { } bearer) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}
