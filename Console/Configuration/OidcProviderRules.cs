using HoopLike.Console.Identities;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of an OpenID provider before anybody is sent there or believed.</summary>
internal static class OidcProviderRules
{
    private const int LongestTitle = 60;
    private static readonly string[] entraHosts = ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"];
    private static readonly string[] entraForAll = ["common", "organizations", "consumers"];
    private static readonly string[] prompts = ["login", "consent", "select_account"];

    public static IEnumerable<ConfigMistake> Check(IdentityProviderConfig provider, string path)
    {
        if (WrongIssuer(provider.Issuer) is { } issuer) yield return new($"{path}.issuer", issuer);
        if (provider.ClientId is { Length: 0 }) yield return new($"{path}.clientId", "is empty.");
        if (provider.ClientSecret is not null && provider.ClientId is null) yield return new($"{path}.clientSecret", "is of no use without clientId.");
        if (provider.GroupsClaim.Length == 0) yield return new($"{path}.groupsClaim", "is empty; leave it out for 'groups'.");
        if (provider.NameClaim is { Length: 0 }) yield return new($"{path}.nameClaim", "is empty; leave it out for 'sub'.");
        if (provider.NamePrefix?.Any(char.IsControl) == true) yield return new($"{path}.namePrefix", "holds what cannot be in a name.");
        if (provider.Title is { } title && (title.Length is 0 or > LongestTitle || title.Any(char.IsControl))) yield return new($"{path}.title", $"is no title of 1 to {LongestTitle} characters for a button.");
        foreach (var (scope, n) in provider.Scopes.Select((s, n) => (s, n)))
            if (scope.Length == 0 || scope.Any(c => c is < '!' or > '~' or '"' or '\\')) yield return new($"{path}.scopes[{n}]", $"'{scope}' is no scope: one word each.");
        if (provider.Prompt is { } prompt && prompt.Split(' ').FirstOrDefault(p => !prompts.Contains(p, StringComparer.Ordinal)) is { } wrong) yield return new($"{path}.prompt", $"'{wrong}' is not one of {string.Join(", ", prompts)}.");
        foreach (var (key, isSet) in ((string, bool)[])[("signInUrl", provider.SignInUrl is not null), ("signOutUrl", provider.SignOutUrl is not null), ("certificates", !provider.Certificates.IsEmpty), ("metadataUrl", provider.MetadataUrl is not null), ("allowIdpInitiated", provider.AllowIdpInitiated)])
            if (isSet) yield return new($"{path}.{key}", "is for kind: saml; an OpenID provider publishes such things itself.");
    }

    /// <summary>Null for an address that can be an issuer's.</summary>
    internal static string? WrongIssuer(string issuer)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0) return "is no address such as https://id.example.com.";
        if (address.Scheme == "http" && !address.IsLoopback) return "must begin with https; http is for loopback only.";
        if (issuer.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal)) return "is the address of the discovery document; the issuer is what stands before /.well-known.";
        return entraHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase) && entraForAll.Contains(address.Segments.ElementAtOrDefault(1)?.TrimEnd('/'), StringComparer.OrdinalIgnoreCase)
            ? $"is Entra ID's address for every tenant, and so for everybody's accounts; name one: https://{address.Host}/TENANT-ID/v2.0."
            : null;
    }
}
