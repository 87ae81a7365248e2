using System.Text;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class SamlSignOutTests
{
    [Fact]
    public async Task The_provider_ends_the_sign_ins_of_its_session_and_no_other()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        using var elsewhere = new SamlBrowser(console);
        await browser.SignInAsync();
        await elsewhere.SignInAsync(d => d with { Statement = d.Statement.Replace("_session-1", "_session-2", StringComparison.Ordinal) });
        var request = Request(browser.Self, "_logout-1", "<samlp:SessionIndex>_session-1</samlp:SessionIndex>");

        var answer = await GetAsync(browser, Signed(browser.Self, request, "state"));

        Assert.StartsWith(TestIdp.SignOutUrl + "?SAMLResponse=", answer, StringComparison.Ordinal);
        Assert.Contains("&RelayState=state&", answer, StringComparison.Ordinal);
        var response = SamlBrowser.Message(new Uri(answer), "SAMLResponse");
        Assert.Equal(("LogoutResponse", "_logout-1"), (response.LocalName, response.GetAttribute("InResponseTo")));
        Assert.Null(await browser.WhoAsync());
        Assert.Equal("alice", await elsewhere.WhoAsync());
        Assert.Contains("signed out at corp", await browser.AuditedAsync("sign-in.ended"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_session_all_of_the_person_end_and_a_posted_message_counts_as_much()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        using var other = new SamlBrowser(console);
        await browser.SignInAsync();
        await other.SignInAsync(d => d with { NameId = "<saml:NameID>bob</saml:NameID>" });
        var document = TestIdp.Parse(Request(browser.Self, "_logout-1", ""));
        TestIdp.Honest.Sign(document.DocumentElement!, new SignatureDraft());

        using var answer = await browser.Http.PostAsync("/saml/corp/logout", new FormUrlEncodedContent([new("SAMLRequest", Convert.ToBase64String(Encoding.UTF8.GetBytes(document.OuterXml)))]));

        Assert.StartsWith(TestIdp.SignOutUrl, answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Null(await browser.WhoAsync());
        Assert.Equal("bob", await other.WhoAsync());
    }

    [Fact]
    public async Task Nobody_else_signs_people_out_and_no_message_counts_twice()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        await browser.SignInAsync();
        var request = Request(browser.Self, "_logout-1", "");
        var good = Signed(browser.Self, request, null);

        Assert.Equal("/signin?problem=saml-signature", await GetAsync(browser, Signed(browser.Self, request, null, TestIdp.Attacker)));
        Assert.Equal("/signin?problem=saml-signature", await GetAsync(browser, good[..good.IndexOf("&SigAlg", StringComparison.Ordinal)]));
        Assert.Equal("/signin?problem=saml-address", await GetAsync(browser, Signed(browser.Self, request.Replace("/saml/corp/logout", "/elsewhere", StringComparison.Ordinal), null)));
        Assert.Equal("/signin?problem=saml-message", await GetAsync(browser, "/saml/corp/logout"
            + new Uri(RedirectBinding.SignedUrl("https://x", "SAMLRequest", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", null, TestIdp.Honest.Key)).Query));
        Assert.Contains("DOCTYPE", await browser.AuditedAsync("sign-out.refused"), StringComparison.Ordinal);
        Assert.Equal("alice", await browser.WhoAsync());

        Assert.StartsWith(TestIdp.SignOutUrl, await GetAsync(browser, good), StringComparison.Ordinal);
        Assert.Equal("/signin?problem=saml-again", await GetAsync(browser, good));
    }

    [Fact]
    public async Task Signing_out_here_asks_the_provider_to_end_the_same_session_and_takes_its_answer_once()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        await browser.SignInAsync(d => d with { NameId = """<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" NameQualifier="urn:q">alice</saml:NameID>""" });
        var signIn = Assert.Single(await console.Get<SignIns>().ListAsync("alice", 10, default));
        var provider = (await console.Get<SamlProviders>().EntityAsync("corp", default))!;

        var address = (await console.Get<SamlSignIn>().SignOutAddressAsync(provider, signIn, default))!;

        var request = SamlBrowser.Message(address, "SAMLRequest");
        var name = request["NameID", "urn:oasis:names:tc:SAML:2.0:assertion"]!;
        Assert.Equal(("alice", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "urn:q"), (name.InnerText, name.GetAttribute("Format"), name.GetAttribute("NameQualifier")));
        Assert.Equal("_session-1", request["SessionIndex", "urn:oasis:names:tc:SAML:2.0:protocol"]!.InnerText);
        var answer = Response(browser.Self, request.GetAttribute("ID"));
        Assert.Equal("/signin?signedOut=corp", await GetAsync(browser, answer));
        Assert.Equal("/signin?problem=saml-again", await GetAsync(browser, answer));
    }

    [Fact]
    public async Task The_answer_to_a_sign_out_is_no_answer_to_a_sign_in()
    {
        await using var console = await RunningConsole.StartAsync(SamlBrowser.Yaml());
        using var browser = new SamlBrowser(console);
        var (_, request) = await browser.BeginAsync();

        Assert.Equal("/signin?problem=saml-again", await GetAsync(browser, Response(browser.Self, request.GetAttribute("ID"))));
    }

    static async Task<string> GetAsync(SamlBrowser browser, string address)
    {
        using var answer = await browser.Http.GetAsync(address);
        return answer.Headers.Location?.ToString() ?? answer.StatusCode.ToString();
    }

    static string Signed(ServiceProvider self, string xml, string? relayState, TestIdp? signer = null) =>
        RedirectBinding.SignedUrl(self.LogoutUrl, "SAMLRequest", xml, relayState, (signer ?? TestIdp.Honest).Key);

    static string Request(ServiceProvider self, string id, string sessions) => $"""
        <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{ResponseDraft.Time(DateTimeOffset.UtcNow)}" Destination="{self.LogoutUrl}"><saml:Issuer>{TestIdp.EntityId}</saml:Issuer><saml:NameID>alice</saml:NameID>{sessions}</samlp:LogoutRequest>
        """;

    static string Response(ServiceProvider self, string inResponseTo) => RedirectBinding.SignedUrl(
        self.LogoutUrl, "SAMLResponse",
        $"""<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{Guid.NewGuid():N}" Version="2.0" IssueInstant="{ResponseDraft.Time(DateTimeOffset.UtcNow)}" Destination="{self.LogoutUrl}" InResponseTo="{inResponseTo}"><saml:Issuer>{TestIdp.EntityId}</saml:Issuer></samlp:LogoutResponse>""",
        null, TestIdp.Honest.Key);
}
