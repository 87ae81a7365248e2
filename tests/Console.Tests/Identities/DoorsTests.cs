using System.Net;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Security;
using Xunit;

namespace HoopLike.Console.Tests.Identities;

public sealed class DoorsTests
{
    static readonly IPAddress guesser = IPAddress.Parse("203.0.113.7");

    [Fact]
    public async Task A_door_shuts_for_an_address_that_failed_too_often_and_no_other_door_does()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var doors = console.Get<Doors>();
        for (var n = 0; n < FailedAttempts.UsualLimit; n++) await doors.FailedAsync(Door.SignIn, guesser, default);
        await doors.FailedAsync(Door.SignIn, guesser, default);

        Assert.True(doors.IsShut(Door.SignIn, guesser));
        Assert.False(doors.IsShut(Door.Enrolment, guesser));
        Assert.False(doors.IsShut(Door.SignIn, IPAddress.Parse("203.0.113.8")));
        var told = Assert.Single(await console.Get<AuditLog>().ReadAsync(null, 100, default), e => e.Action == "door.shut");
        Assert.Equal("203.0.113.7", told.Address);
    }

    [Fact]
    public async Task Whoever_has_one_address_of_a_network_has_them_all()
    {
        await using var console = await RunningConsole.StartAsync();
        var doors = console.Get<Doors>();
        for (var n = 1; n <= FailedAttempts.UsualLimit; n++) await doors.FailedAsync(Door.Token, IPAddress.Parse($"2001:db8:1:2::{n:x}"), default);

        Assert.True(doors.IsShut(Door.Token, IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.False(doors.IsShut(Door.Token, IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public async Task Wrong_keys_without_end_are_too_many_and_the_right_key_still_opens()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var last = HttpStatusCode.OK;
        for (var n = 0; n < 300 && last != HttpStatusCode.TooManyRequests; n++) last = (await console.GetAsync("hlk_wrong000000000000000000000000000000000", "/api/v1/connections")).Status;

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.OK, (await console.GetAsync(SomeConfig.AdminKey, "/api/v1/connections")).Status);
    }

    [Fact]
    public async Task Over_https_cookies_are_bound_to_the_host_and_browsers_told_to_stay_there()
    {
        using var files = new TempDirectory();
        using var made = new LoopbackCertificate();
        var (certificate, key) = (Path.Combine(files.Path, "tls.pem"), Path.Combine(files.Path, "tls.key"));
        await File.WriteAllTextAsync(certificate, made.Pem);
        await File.WriteAllTextAsync(key, made.KeyPem);
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml, null, null, "--Urls=https://127.0.0.1:0", $"--Tls:CertificatePath={certificate}", $"--Tls:KeyPath={key}");
        using var browser = new HttpClient(made.Trusting()) { BaseAddress = new Uri(console.Address) };

        using var page = await browser.GetAsync(new Uri("/signin", UriKind.Relative));

        Assert.Contains("max-age", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith($"connect-src 'self' wss://{new Uri(console.Address).Authority}", policy, StringComparison.Ordinal);
        var cookie = page.Headers.GetValues("Set-Cookie").Single(c => c.Contains("hooplike-form", StringComparison.Ordinal));
        Assert.StartsWith("__Host-hooplike-form=", cookie, StringComparison.Ordinal);
        foreach (var word in (string[])["secure", "httponly", "samesite=strict", "path=/"]) Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();
        using var form = new FormUrlEncodedContent([new("name", "engineer"), new("password", SomeConfig.EngineerPassword)]);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(new Uri("/signin", UriKind.Relative), form)).StatusCode);
    }

    [Theory]
    [InlineData("--TrustedProxies=127.0.0.1", "198.51.100.4")]
    [InlineData("--TrustedProxies=127.0.0.0/8", "198.51.100.4")]
    [InlineData("--TrustedProxies=10.0.0.1", "127.0.0.1")]
    [InlineData("--Log:Level=warning", "127.0.0.1")]
    public async Task Only_proxies_that_are_named_are_believed_where_a_caller_is(string setting, string seen)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml, null, null, setting);
        using var client = console.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", "password"), new("username", "engineer"), new("password", "wrong-wrong")]) };
        request.Headers.Add("X-Forwarded-For", "198.51.100.4");

        await client.SendAsync(request);

        var refused = (await console.Get<AuditLog>().ReadAsync(null, 100, default)).First(e => e.Action == "sign-in.refused");
        Assert.Equal(seen, refused.Address);
    }
}
