using System.Net;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace HoopLike.Console.Tests.Identities;

public sealed class SignInTests
{
    [Fact]
    public async Task A_local_account_signs_in_and_its_roles_count()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();

        var answer = await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, "/agents");

        Assert.Equal("/agents", answer.Headers.Location?.ToString());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("hooplike=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/config")).StatusCode);
    }

    [Fact]
    public async Task A_form_without_the_antiforgery_token_signs_nobody_in()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();

        var answer = await browser.PostAsync("/signin", new FormUrlEncodedContent([new("name", "engineer"), new("password", SomeConfig.EngineerPassword)]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example.com")]
    [InlineData("https://evil.example.com")]
    [InlineData("/\\evil.example.com")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string target)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();

        Assert.Equal("/", (await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, target)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task Five_failures_lock_the_account_for_five_minutes()
    {
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml, time: time);
        var signIn = console.Get<SignInService>();
        var right = new Secret(SomeConfig.EngineerPassword);

        for (var n = 0; n < SignInService.FailuresAllowed; n++) Assert.Null(await signIn.ProveAsync("engineer", new Secret("wrong"), null, default));
        Assert.Null(await signIn.ProveAsync("engineer", right, null, default));
        time.Advance(SignInService.LockedFor + TimeSpan.FromSeconds(1));

        Assert.NotNull(await signIn.ProveAsync("engineer", right, null, default));
    }

    [Theory]
    [InlineData("signIn: {local: false}", true)]
    [InlineData("disabledIdentities: [engineer]", false)]
    [InlineData("users: []", false)]
    public async Task Who_may_not_sign_in_any_more_does_not(string change, bool keepsSession)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();
        await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, "/");

        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", change);

        Assert.Equal(keepsSession ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/config")).StatusCode);
        Assert.True(await console.Get<SignInService>().ProveAsync("engineer", new Secret(SomeConfig.EngineerPassword), null, default) is not { } proven
            || (await console.Get<SignIns>().StartAsync(proven, new SignInOrigin(null, null), default)).SignIn is null);
    }

    [Fact]
    public async Task Signing_out_ends_the_sign_in_whatever_cookie_was_kept()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();
        await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, "/");
        var signIn = Assert.Single(await console.Get<SignIns>().ListAsync("engineer", 10, default));

        await console.Get<SignIns>().EndAsync(signIn.Id, "ended by an administrator", new Actor("admin", null), default);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/config")).StatusCode);
    }

    [Fact]
    public async Task A_cookie_says_nothing_but_which_sign_in_it_is()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();
        await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, "/");

        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "users: [{name: engineer, groups: [audit]}]");

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/v1/config")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/audit")).StatusCode);
    }

    [Fact]
    public async Task Another_sites_page_changes_nothing_with_the_browsers_cookie()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var browser = console.Client();
        await SignInAsync(browser, "engineer", SomeConfig.EngineerPassword, "/");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/config") { Content = new StringContent("policies: []"), Headers = { { "Origin", "https://evil.example.com" } } };

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(request)).StatusCode);
    }

    static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password, string returnUrl)
    {
        var token = (await browser.GetFromJsonAsync<JsonObject>("/api/v1/antiforgery"))!;
        return await browser.PostAsync("/signin", new FormUrlEncodedContent([new("name", name), new("password", password), new("returnUrl", returnUrl), new((string)token["field"]!, (string)token["token"]!)]));
    }
}
