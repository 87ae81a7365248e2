using HoopLike.Console.Components.Pages.Identities.Providers;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

public sealed class OidcProviderRulesTests
{
    static readonly IdentityProviderConfig good = new("corp", IdentityProviderKind.Oidc, "https://id.example.com", "hooplike", "groups", ["hooplike"])
    {
        Title = "Corp", NameClaim = "preferred_username", NamePrefix = "corp:", Scopes = ["offline_access", "https://graph.microsoft.com/User.Read"], Prompt = "login consent",
    };

    [Fact]
    public void A_good_provider_is_taken() => Assert.Empty(OidcProviderRules.Check(good, "p"));

    public static TheoryData<string, string> Faults => new()
    {
        { "http", "p.issuer: must begin with https" },
        { "document", "p.issuer: is the address of the discovery document" },
        { "common", "p.issuer: is Entra ID's address for every tenant" },
        { "user", "p.issuer: is no address" },
        { "secret", "p.clientSecret: is of no use without clientId." },
        { "prefix", "p.namePrefix: holds what cannot be in a name." },
        { "title", "p.title: is no title of 1 to 60 characters" },
        { "scope", "p.scopes[1]: 'two words' is no scope" },
        { "prompt", "p.prompt: 'none' is not one of login, consent, select_account." },
        { "saml", "p.metadataUrl: is for kind: saml" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_mistake_is_named_where_it_stands(string fault, string words)
    {
        var config = fault switch
        {
            "http" => good with { Issuer = "http://id.example.com" },
            "document" => good with { Issuer = "https://id.example.com/.well-known/openid-configuration" },
            "common" => good with { Issuer = "https://login.microsoftonline.com/common/v2.0" },
            "user" => good with { Issuer = "https://me@id.example.com" },
            "secret" => good with { ClientId = null, ClientSecret = new Secret("s") },
            "prefix" => good with { NamePrefix = "a\nb" },
            "title" => good with { Title = "" },
            "scope" => good with { Scopes = ["groups", "two words"] },
            "prompt" => good with { Prompt = "login none" },
            _ => good with { MetadataUrl = "https://id.example.com/metadata" },
        };

        var mistake = Assert.Single(OidcProviderRules.Check(config, "p"));

        Assert.StartsWith(words, $"{mistake.Path}: {mistake.What}");
    }

    [Fact]
    public void The_configurations_text_has_all_of_it()
    {
        var text = ConfigWriter.Write(new ConsoleConfig { IdentityProviders = [good] });

        foreach (var key in (string[])["title", "nameClaim", "namePrefix", "scopes", "prompt"]) Assert.Contains($"  {key}:", text);
        Assert.Equal(text, ConfigWriter.Write(ConfigFile.Read(text, SecretSources.TextOnly).Config));
    }

    [Fact]
    public void The_form_changes_nothing_by_itself() => Assert.Equal(ConfigWriter.WriteOne(good), ConfigWriter.WriteOne(ProviderDraft.Of(good).ToConfig()));
}
