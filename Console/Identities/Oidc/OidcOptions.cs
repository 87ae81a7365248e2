using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>One provider as the handler of one request sees it: providers come, go and change while the console runs.</summary>
public sealed class OidcOptions : OAuthOptions
{
    private const string SchemePrefix = "oidc:";
    private static readonly string[] usualScopes = ["openid", "profile", "email"];

    public IdentityProviderEntity Provider { get; private init; } = default!;

    public OidcDiscovery Discovery { get; private init; } = default!;

    /// <summary>The callback as the provider knows it; whatever name the browser called the console by.</summary>
    public string RedirectUri { get; private init; } = "";

    public static string SchemeOf(string provider) => SchemePrefix + provider;

    public static string CallbackOf(string provider) => "/signin/oidc/" + provider;

    /// <exception cref="ProviderUnreachableException">The provider signs in nobody.</exception>
    public static OidcOptions Of(IdentityProviderEntity provider, OidcDiscovery discovery, string consoleAddress, ConsoleOptions settings, IDataProtectionProvider protection, TimeProvider time)
    {
        var config = provider.Config;
        var options = new OidcOptions
        {
            Provider = provider,
            Discovery = discovery,
            RedirectUri = consoleAddress + CallbackOf(config.Name),
            AuthorizationEndpoint = (discovery.AuthorizationEndpoint ?? throw new ProviderUnreachableException("The discovery document names no authorization endpoint: nobody signs in there.")).AbsoluteUri,
            ClientId = config.ClientId ?? "",
            CallbackPath = CallbackOf(config.Name),
            UsePkce = true,
            TimeProvider = time,
            // What is sealed for one provider opens for no other.
            StateDataFormat = new PropertiesDataFormat(protection.CreateProtector("HoopLike.Console.Oidc.State.v1", config.Name, config.Issuer)),
        };
        foreach (var scope in usualScopes.Concat(config.Scopes).Distinct(StringComparer.Ordinal)) options.Scope.Add(scope);
        // The answer comes as an ordinary navigation from the provider's page.
        ConsoleCookies.Set(options.CorrelationCookie, $"hooplike-{config.Name}.", settings, SameSiteMode.Lax);
        return options;
    }

    /// <summary>Options as the framework asks for them.</summary>
    internal IOptionsMonitor<OidcOptions> Monitor() => new Fixed(this);

    private sealed class Fixed(OidcOptions options) : IOptionsMonitor<OidcOptions>
    {
        public OidcOptions CurrentValue => options;

        public OidcOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OidcOptions, string?> listener) => null;
    }
}
