using Bunit;
using HoopLike.Console.Components.Pages.Connections;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Connections;

/// <summary>The part of the form that asks for the target's credential.</summary>
public sealed class ConnectionCredentialTests : ControlTest
{
    [Theory]
    [InlineData(CredentialKind.Password, "username password")]
    [InlineData(CredentialKind.Bearer, "password")]
    [InlineData(CredentialKind.Header, "parameter password")]
    [InlineData(CredentialKind.Query, "parameter password")]
    [InlineData(CredentialKind.OauthClientCredentials, "token-url username password scope audience client-authentication token-authority")]
    [InlineData(CredentialKind.AwsSigv4, "username password region service session-token")]
    [InlineData(CredentialKind.None, "")]
    public void Of_the_chosen_kind_only_its_fields_are_shown(CredentialKind kind, string fields)
    {
        var form = Shown(new ConnectionDraft { Protocol = ConnectionProtocol.Http });

        form.Find("#credential-kind").Change(kind.ToString());

        Assert.Equal(fields, string.Join(' ', Ids(form).Where(id => id is not ("credential-kind" or "client-certificate"))));
        Assert.All(form.FindAll("#password, #session-token"), input => Assert.Equal(("password", "new-password"), (input.GetAttribute("type"), input.GetAttribute("autocomplete"))));
    }

    [Fact]
    public void A_database_is_asked_for_what_it_always_was() => Assert.Equal(["username", "password"], Ids(Shown(new ConnectionDraft { Credential = new() { Kind = CredentialKind.Bearer, ShowsCertificate = true } })));

    [Fact]
    public void A_client_certificate_is_asked_for_when_it_is_ticked()
    {
        var form = Shown(new ConnectionDraft { Protocol = ConnectionProtocol.Http });
        Assert.DoesNotContain("client-key", Ids(form));

        form.Find("#client-certificate").Change(true);

        Assert.Contains("client-key", Ids(form));
    }

    [Fact]
    public void What_is_stored_is_not_shown_and_is_kept_when_it_is_left_empty()
    {
        var draft = ConnectionDraft.From(Http(new("", null) { Kind = CredentialKind.Bearer, ClientCertificate = new("PEM", null) }), ["local"]);
        var form = Shown(draft, hasPassword: true);

        Assert.Equal(("", 2), (form.Find("#password").GetAttribute("value") ?? "", form.FindAll(".hint").Count(h => h.TextContent.StartsWith("Stored, not shown.", StringComparison.Ordinal))));
        Assert.DoesNotContain(draft.Unreadable(), m => m.Path.StartsWith("credential", StringComparison.Ordinal));
        Assert.Equal(CredentialSecrets.None, draft.ToDefinition().Config.Credential.Secrets);

        form.Find("#credential-kind").Change(nameof(CredentialKind.Header));

        Assert.Contains(draft.Unreadable(), m => m.Path == "credential.value");
        Assert.StartsWith("Kept encrypted", form.FindAll(".hint").Select(h => h.TextContent).Single(h => h.Contains("encrypted", StringComparison.Ordinal) || h.Contains("stored", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_has_no_secrets_of_the_one_that_it_was_copied_from()
    {
        var draft = ConnectionDraft.From(Http(new("", null) { Kind = CredentialKind.Bearer, ClientCertificate = new("PEM", null) }), ["local"]);

        draft.Credential.ForgetStored();

        Assert.Equal(["credential.token", "credential.clientCertificate.key"], draft.Unreadable().Select(m => m.Path));
    }

    public static TheoryData<CredentialConfig> Kinds =>
    [
        new("u", new("p")),
        new("", new("t")) { Kind = CredentialKind.Bearer },
        new("", new("v")) { Kind = CredentialKind.Header, Parameter = "X-Key" },
        new("", new("v")) { Kind = CredentialKind.Query, Parameter = "key" },
        new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = new("https://id/t", "a b", "aud", OauthClientAuthentication.Post, "PEM") },
        new("A", new("s")) { Kind = CredentialKind.AwsSigv4, Aws = new("r", "s3"), SessionToken = new("t") },
        new("", null) { Kind = CredentialKind.None, ClientCertificate = new("PEM", new("KEY")) },
    ];

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void What_stands_in_the_form_is_what_is_saved(CredentialConfig credential)
    {
        var draft = ConnectionDraft.From(Http(credential), ["local"]);
        draft.Password = credential.Password?.Reveal() ?? "";
        draft.Credential.SessionToken = credential.SessionToken?.Reveal() ?? "";
        draft.Credential.ClientKey = credential.ClientCertificate?.Key?.Reveal() ?? "";

        Assert.Equal(credential, draft.ToDefinition().Config.Credential);
        Assert.Equal("/v1", draft.ToDefinition().Config.Target.Path);
        Assert.Empty(draft.Unreadable());
    }

    [Fact]
    public void Everything_that_is_missing_is_told_at_once_by_its_field()
    {
        var draft = new ConnectionDraft { Protocol = ConnectionProtocol.Http, Credential = new() { Kind = CredentialKind.AwsSigv4, ShowsCertificate = true } };
        var mistakes = draft.Unreadable().Where(m => m.Path.StartsWith("credential.", StringComparison.Ordinal)).ToList();

        Assert.Equal(["accessKeyId", "region", "service", "secretAccessKey", "clientCertificate.certificates", "clientCertificate.key"], mistakes.Select(m => m.Path["credential.".Length..]));
        var form = Render<ConnectionCredential>(p => p.Add(c => c.Draft, draft).Add(c => c.Error, key => mistakes.FirstOrDefault(m => m.Path == key)?.What));
        Assert.Equal(6, form.FindAll(".field-error").Count);
    }

    [Fact]
    public void A_summary_says_how_and_never_with_what() => Assert.Equal(
        ["as u, with a stored password", "with a bearer token", "with a key in the header X-Key", "with a key in the query as key", "with OAuth tokens for c from id", "by AWS signatures of A for s3 in r", "without a credential in requests, and with a client certificate"],
        ((IEnumerable<object[]>)Kinds).Select(k => CredentialWords.Summary((CredentialConfig)k[0], hasSecret: true)));

    static ConnectionConfig Http(CredentialConfig credential) => new()
    {
        Name = "api", Protocol = ConnectionProtocol.Http, Listen = new(18443), Target = new("api", 443, null, TargetTlsMode.VerifyFull) { Path = "/v1" }, Credential = credential,
    };

    static List<string> Ids(IRenderedComponent<ConnectionCredential> form) => [.. form.FindAll("input, select, textarea").Select(e => e.Id!)];

    IRenderedComponent<ConnectionCredential> Shown(ConnectionDraft draft, bool hasPassword = false) =>
        Render<ConnectionCredential>(p => p.Add(c => c.Draft, draft).Add(c => c.HasPassword, hasPassword).Add(c => c.Error, _ => null));
}
