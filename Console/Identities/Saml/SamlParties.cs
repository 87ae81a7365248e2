using System.Collections.Immutable;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Who we are to one identity provider: the addresses that its messages must name.</summary>
/// <param name="EntityId">Also the address of our metadata.</param>
/// <param name="AcsUrl">Where responses are posted (assertion consumer service).</param>
/// <param name="LogoutUrl">Where sign-out messages go.</param>
public sealed record ServiceProvider(string EntityId, string AcsUrl, string LogoutUrl)
{
    /// <param name="address">The console's, without a slash at the end.</param>
    public static ServiceProvider At(string address, string provider)
    {
        var room = $"{address}/saml/{Uri.EscapeDataString(provider)}";
        return new ServiceProvider($"{room}/metadata", $"{room}/acs", $"{room}/logout");
    }
}

/// <summary>An identity provider, as far as it is trusted.</summary>
/// <param name="EntityId">What it must name itself as issuer.</param>
/// <param name="Certificates">Any of them may have signed: several while it changes them.</param>
public sealed record IdentityProvider(string EntityId, ImmutableArray<IdpCertificate> Certificates)
{
    /// <summary>Where requests are sent; null when not known yet.</summary>
    public string? SignInUrl { get; init; }

    /// <summary>It takes requests by POST only.</summary>
    public bool WantsPost { get; init; }

    /// <summary>Where sign-out messages are sent; null when there is no such place.</summary>
    public string? SignOutUrl { get; init; }
}
