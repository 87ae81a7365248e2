using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Pages.Identities.Providers;

/// <summary>An identity provider as a form holds it. Empty is none.</summary>
public sealed class ProviderDraft
{
    private const string MarkOfACertificate = "-----END CERTIFICATE-----";

    public string Name { get; set; } = "";
    public IdentityProviderKind Kind { get; set; }
    public string Title { get; set; } = "";
    public string Issuer { get; set; } = "";
    public string ClientId { get; set; } = "";
    /// <summary>Only ever typed: the stored one is never shown.</summary>
    public string Secret { get; set; } = "";
    public string GroupsClaim { get; set; } = "groups";
    public string NameClaim { get; set; } = "";
    public string NamePrefix { get; set; } = "";
    public ImmutableArray<string> Scopes { get; set; } = [];
    public ImmutableArray<string> Audiences { get; set; } = [];
    public string Prompt { get; set; } = "";
    public string MetadataUrl { get; set; } = "";
    public string SignInUrl { get; set; } = "";
    public string SignOutUrl { get; set; } = "";
    public string Certificates { get; set; } = "";
    public bool AllowIdpInitiated { get; set; }

    public static ProviderDraft Of(IdentityProviderConfig c) => new()
    {
        Name = c.Name, Kind = c.Kind, Title = c.Title ?? "", Issuer = c.Issuer, ClientId = c.ClientId ?? "", GroupsClaim = c.GroupsClaim, NameClaim = c.NameClaim ?? "", NamePrefix = c.NamePrefix ?? "",
        Scopes = c.Scopes, Audiences = c.Audiences, Prompt = c.Prompt ?? "", MetadataUrl = c.MetadataUrl ?? "", SignInUrl = c.SignInUrl ?? "", SignOutUrl = c.SignOutUrl ?? "",
        Certificates = string.Join("\n", c.Certificates), AllowIdpInitiated = c.AllowIdpInitiated,
    };

    /// <summary>What belongs to the other kind is left out.</summary>
    public IdentityProviderConfig ToConfig()
    {
        var isOidc = Kind == IdentityProviderKind.Oidc;
        return new IdentityProviderConfig(Name.Trim(), Kind, Issuer.Trim(), isOidc ? Text(ClientId) : null, Text(GroupsClaim) ?? "groups", isOidc ? Audiences : [], isOidc && Secret.Length > 0 ? new Secret(Secret) : null)
        {
            Title = Text(Title),
            NameClaim = Text(NameClaim),
            NamePrefix = NamePrefix.Length > 0 ? NamePrefix : null,
            Scopes = isOidc ? Scopes : [],
            Prompt = isOidc ? Text(Prompt) : null,
            MetadataUrl = isOidc ? null : Text(MetadataUrl),
            SignInUrl = isOidc ? null : Text(SignInUrl),
            SignOutUrl = isOidc ? null : Text(SignOutUrl),
            Certificates = isOidc ? [] : [.. Certificates.Split(MarkOfACertificate, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(c => $"{c}\n{MarkOfACertificate}")],
            AllowIdpInitiated = !isOidc && AllowIdpInitiated,
        };
    }

    private static string? Text(string typed) => typed.Trim() is { Length: > 0 } text ? text : null;
}
