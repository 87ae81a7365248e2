using System.Net;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class MetadataRefreshTests
{
    [Fact]
    public async Task Keys_and_addresses_come_from_the_metadata_and_a_new_key_counts_at_once()
    {
        await using var idp = await MetadataServer.StartAsync(IdpMetadataTests.Document());
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        await console.Get<MetadataRefresh>().RefreshAsync(default);
        using var browser = new SamlBrowser(console);
        Assert.Equal("/approvals", await browser.SignInAsync());
        Assert.Equal("/signin?problem=saml-signature", await browser.SignInAsync(idp: TestIdp.Attacker));

        // The provider changes its key; nobody restarts or waits.
        await using var second = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        await second.Get<MetadataRefresh>().RefreshAsync(default);
        using var other = new SamlBrowser(second);
        idp.Document = IdpMetadataTests.Document(IdpMetadataTests.Key("signing", TestIdp.Attacker));

        Assert.Equal("/approvals", await other.SignInAsync(idp: TestIdp.Attacker));
        Assert.Equal("/signin?problem=saml-signature", await other.SignInAsync());
    }

    [Fact]
    public async Task Strangers_cannot_make_us_ask_the_provider_again_and_again()
    {
        await using var idp = await MetadataServer.StartAsync(IdpMetadataTests.Document());
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        await console.Get<MetadataRefresh>().RefreshAsync(default);
        using var browser = new SamlBrowser(console);
        await browser.SignInAsync(idp: TestIdp.Attacker);
        var asked = idp.Asked;

        for (var n = 0; n < 5; n++) await browser.SignInAsync(idp: TestIdp.Attacker);

        Assert.Equal(asked, idp.Asked);
    }

    [Fact]
    public async Task When_it_cannot_be_read_the_last_one_stays_and_the_error_is_shown()
    {
        await using var idp = await MetadataServer.StartAsync(IdpMetadataTests.Document());
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        var refresh = console.Get<MetadataRefresh>();
        await refresh.RefreshAsync(default);

        idp.Document = IdpMetadataTests.Document(entity: "urn:somebody-else");
        Assert.False(await refresh.AskAgainAsync("corp", default));

        var facts = (await console.Get<SamlProviderFacts>().OfAsync("corp", default))!;
        Assert.Contains("does not describe " + TestIdp.EntityId, facts.FetchError, StringComparison.Ordinal);
        Assert.Single(facts.Certificates);
        using var browser = new SamlBrowser(console);
        Assert.Equal("/approvals", await browser.SignInAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Before_it_was_ever_read_nobody_is_sent_anywhere(HttpStatusCode status)
    {
        await using var idp = await MetadataServer.StartAsync(IdpMetadataTests.Document());
        idp.Status = status;
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        await console.Get<MetadataRefresh>().RefreshAsync(default);
        using var browser = new SamlBrowser(console);

        Assert.Equal("/signin?problem=saml-signature", (await browser.Http.GetAsync("/signin/with/corp")).Headers.Location?.ToString().Split('&')[0]);
        Assert.Contains((await console.Get<SamlProviderFacts>().OfAsync("corp", default))!.Warnings, w => w.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_takes_posts_only_gets_a_form_that_sends_itself()
    {
        await using var idp = await MetadataServer.StartAsync(IdpMetadataTests.Document(services: IdpMetadataTests.Service("SingleSignOnService", "POST", TestIdp.SignInUrl)));
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(keys: $"metadataUrl: {idp.Address}"));
        await console.Get<MetadataRefresh>().RefreshAsync(default);
        using var browser = new SamlBrowser(console);

        using var answer = await browser.Http.GetAsync("/signin/with/corp");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Contains($"action=\"{TestIdp.SignInUrl}\"", page, StringComparison.Ordinal);
        Assert.Contains("form-action https://idp.example.com", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var request = TestIdp.Parse(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(page.Split("value=\"")[1].Split('"')[0]))).DocumentElement!;
        Assert.Equal("/", await browser.BringAsync(TestIdp.Honest.Signed(browser.Answer(request.GetAttribute("ID")))));
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync(PostForm.ScriptPath)).StatusCode);
    }

    [Fact]
    public async Task Certificates_past_their_end_and_risky_settings_are_warned_of()
    {
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml("allowIdpInitiated: true"), time: time);
        time.Advance(TimeSpan.FromDays(400));

        var facts = (await console.Get<SamlProviderFacts>().OfAsync("corp", default))!;

        Assert.Equal($"{console.Address}/saml/corp/acs", facts.Self.AcsUrl);
        Assert.Contains(facts.Warnings, w => w.Contains("CN=idp.example.com ended on 21 November 2027", StringComparison.Ordinal));
        Assert.Contains(facts.Warnings, w => w.Contains("login CSRF", StringComparison.Ordinal));
    }

    /// <summary>Serves one document on loopback.</summary>
    sealed class MetadataServer(WebApplication app) : IAsyncDisposable
    {
        int asked;

        public string Document { get; set; } = "";

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Asked => Volatile.Read(ref asked);

        public string Address => app.Urls.First() + "/metadata";

        public static async Task<MetadataServer> StartAsync(string document)
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var server = new MetadataServer(builder.Build()) { Document = document };
            server.Map();
            await server.StartAsync();
            return server;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        void Map() => app.MapGet("/metadata", () =>
        {
            Interlocked.Increment(ref asked);
            return Status == HttpStatusCode.Redirect ? Results.Redirect("/elsewhere") : Results.Content(Document, "application/xml", null, (int)Status);
        });

        Task StartAsync() => app.StartAsync();
    }
}
