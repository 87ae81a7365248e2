using System.Net;
using System.Text;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Security;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>A running console between a browser and the test's provider.</summary>
[Collection(nameof(Stores))]
public sealed class SamlSignInTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_signed_request_goes_out_and_its_answer_signs_in_with_the_providers_groups(string store)
    {
        await using var console = await stores.StartAsync(store, SamlBrowser.Yaml("namePrefix: 'corp:'"));
        using var browser = new SamlBrowser(console);
        var own = await IdpTrustsAsync(browser);

        var (location, request) = await browser.BeginAsync("/approvals?status=pending");

        Assert.StartsWith(TestIdp.SignInUrl + "?SAMLRequest=", location.AbsoluteUri, StringComparison.Ordinal);
        Assert.NotEmpty(RedirectBinding.Verify(location.Query, "SAMLRequest", [own]));
        Assert.Equal((browser.Self.AcsUrl, browser.Self.EntityId), (request.GetAttribute("AssertionConsumerServiceURL"), request["Issuer", "urn:oasis:names:tc:SAML:2.0:assertion"]!.InnerText));
        Assert.Equal("/approvals?status=pending", await browser.BringAsync(TestIdp.Honest.Signed(browser.Answer(request.GetAttribute("ID")))));
        Assert.Equal("corp:alice", await browser.WhoAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/api/v1/approvals?status=pending")).StatusCode);
        var signIn = Assert.Single(await console.Get<SignIns>().ListAsync("corp:alice", 10, default));
        Assert.Equal((SignInMeans.Saml, "corp", "alice", "_session-1"), (signIn.Means, signIn.Provider, signIn.Subject, signIn.ProviderSession));
        Assert.Equal(["dba", "platform & ops"], signIn.Groups.AsEnumerable());
        Assert.Equal("sign-in at corp", await browser.AuditedAsync("sign-in.done"));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task An_assertion_and_a_request_count_once(string store)
    {
        await using var console = await stores.StartAsync(store, SamlBrowser.Yaml("allowIdpInitiated: true"));
        using var browser = new SamlBrowser(console);
        var unsolicited = TestIdp.Honest.Signed(browser.Answer(null));
        var (_, request) = await browser.BeginAsync();
        var solicited = TestIdp.Honest.Signed(browser.Answer(request.GetAttribute("ID")));

        Assert.Equal("/agents", await browser.BringAsync(unsolicited, "/agents"));
        Assert.Equal("/signin?problem=saml-again", await browser.BringAsync(unsolicited, "/agents"));
        Assert.Contains("accepted before", await browser.AuditedAsync("sign-in.refused"), StringComparison.Ordinal);
        Assert.Equal("/approvals", await browser.BringAsync(solicited));
        Assert.Equal("/signin?problem=saml-again", await browser.BringAsync(solicited));
        Assert.Contains("is not open", await browser.AuditedAsync("sign-in.refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_the_same_time_cannot_both_spend_one_answer()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml("allowIdpInitiated: true"));
        using var browser = new SamlBrowser(console);
        var response = TestIdp.Honest.Signed(browser.Answer(null));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var other = new SamlBrowser(console);
            return await other.BringAsync(response);
        }));

        Assert.Single(outcomes, "/");
    }

    [Fact]
    public async Task An_answer_in_another_browser_signs_nobody_in_and_leaves_the_request_to_its_own()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var victim = new SamlBrowser(console);
        using var attacker = new SamlBrowser(console);
        var (_, request) = await attacker.BeginAsync();
        await victim.BeginAsync();
        var response = TestIdp.Honest.Signed(attacker.Answer(request.GetAttribute("ID")));

        Assert.Equal("/signin?problem=saml-again", await victim.BringAsync(response));
        Assert.Contains("another browser", await victim.AuditedAsync("sign-in.refused"), StringComparison.Ordinal);
        Assert.Null(await victim.WhoAsync());
        Assert.Equal("/approvals", await attacker.BringAsync(response));
    }

    [Fact]
    public async Task What_the_provider_begins_is_refused_unless_it_is_allowed()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);

        Assert.Equal("/signin?problem=saml-unsolicited", await browser.BringAsync(TestIdp.Honest.Signed(browser.Answer(null))));
        Assert.Contains("allowIdpInitiated", await browser.AuditedAsync("sign-in.refused"), StringComparison.Ordinal);
        Assert.Null(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com")]
    [InlineData("/\\evil.example.com")]
    public async Task Nobody_is_sent_to_another_site_by_a_relay_state(string relayState)
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml("allowIdpInitiated: true"));
        using var browser = new SamlBrowser(console);

        Assert.Equal("/", await browser.BringAsync(TestIdp.Honest.Signed(browser.Answer(null)), relayState));
    }

    [Fact]
    public async Task An_encrypted_assertion_for_the_certificate_in_our_metadata_is_read()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        using var key = (await IdpTrustsAsync(browser, use: 1)).OpenKey();

        Assert.Equal("/approvals", await browser.SignInAsync(d => d with { Encrypt = Encrypting.With(Encrypting.Aes256Gcm, key: key) }));
        Assert.Equal("/signin?problem=saml-encryption", await browser.SignInAsync(d => d with { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) }));
    }

    [Fact]
    public async Task Each_refusal_leaves_its_words_in_the_audit_log_and_a_plain_code_in_the_address()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        (string Code, string Words, Func<Task<string>> Try)[] tries =
        [
            ("saml-signature", "none of the provider's certificates", () => browser.SignInAsync(idp: TestIdp.Attacker)),
            ("saml-signature", "is signed", () => browser.SignInAsync(d => d with { SignAssertion = false })),
            ("saml-address", "not for", () => browser.SignInAsync(d => d with { Audience = "urn:other" })),
            ("saml-time", "was valid until", () => browser.SignInAsync(d => d with { NotOnOrAfter = DateTimeOffset.UtcNow.AddMinutes(-3) })),
            ("saml-again", "answers no sign-in request", () => browser.BringAsync(TestIdp.Honest.Signed(browser.Answer("_oxyz")))),
            ("saml-provider", "AuthnFailed", () => browser.SignInAsync(d => d with { Status = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/>""" })),
            ("saml-person", "transient", () => browser.SignInAsync(d => d with { NameId = """<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_x</saml:NameID>""" })),
            ("saml-message", "no well-formed XML", () => browser.BringAsync("<a>")),
            ("saml-message", "more than any honest response", () => browser.BringAsync(new string('a', 2_000_000))),
        ];

        foreach (var (code, words, attempt) in tries)
        {
            Assert.Equal("/signin?problem=" + code, await attempt());
            Assert.Contains(words, await browser.AuditedAsync("sign-in.refused"), StringComparison.Ordinal);
            Assert.NotNull(SamlProblems.Words(code));
        }

        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    public async Task Who_fails_too_often_is_not_heard_for_a_while()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);

        for (var n = 0; n < FailedAttempts.UsualLimit; n++) Assert.Equal("/signin?problem=saml-message", await browser.BringAsync("<a/>"));

        Assert.Equal("/signin?problem=too-many", await browser.BringAsync(TestIdp.Honest.Signed(browser.Answer(null))));
        Assert.StartsWith("/signin?problem=too-many", (await browser.Http.GetAsync("/signin/with/corp")).Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_cannot_prove_somebody_to_be_a_local_account()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);

        Assert.Equal("/signin?problem=not-allowed", await browser.SignInAsync(d => d with { NameId = "<saml:NameID>engineer</saml:NameID>" }));
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    public async Task The_sign_in_ends_when_the_providers_session_does()
    {
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml(), time: time);
        using var browser = new SamlBrowser(console);
        var ends = DateTimeOffset.UtcNow.AddMinutes(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        await browser.SignInAsync(d => d with { Statement = $"""<saml:AuthnStatement AuthnInstant="2026-11-21T11:59:50Z" SessionIndex="_s" SessionNotOnOrAfter="{ends}"/>""" });
        Assert.Equal("alice", await browser.WhoAsync());

        time.Advance(TimeSpan.FromMinutes(31));

        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    public async Task Our_metadata_is_there_for_anybody_and_addresses_without_a_saml_provider_are_not()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var http = console.Client();

        var metadata = await http.GetAsync("/saml/corp/metadata");

        Assert.Equal((HttpStatusCode.OK, "application/samlmetadata+xml"), (metadata.StatusCode, metadata.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/saml/nobody/metadata")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/saml/nobody/acs", new StringContent(""))).StatusCode);
        Assert.Equal("/signin?problem=saml-message", SamlBrowser.Short((await http.PostAsync("/saml/corp/acs", new StringContent("{}", Encoding.UTF8, "application/json"))).Headers.Location?.ToString()));
    }

    /// <summary>Our certificate, as a provider reads it from our metadata: 0 for signing, 1 for encryption.</summary>
    static async Task<IdpCertificate> IdpTrustsAsync(SamlBrowser browser, int use = 0)
    {
        var metadata = TestIdp.Parse(await browser.Http.GetStringAsync("/saml/corp/metadata"));
        return IdpCertificate.FromDer(Convert.FromBase64String(metadata.GetElementsByTagName("X509Certificate", "*")[use]!.InnerText));
    }
}
