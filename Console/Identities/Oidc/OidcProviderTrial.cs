using System.Collections.Immutable;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities.Oidc;

public enum FindingKind { Good, Note, Bad }

/// <summary>One thing that a trial of a provider found, in words.</summary>
public sealed record Finding(FindingKind Kind, string Words);

/// <summary>Asks a provider what it publishes, before anybody is sent there.</summary>
public sealed class OidcProviderTrial(ProviderHttp http)
{
    /// <summary>Reads what stands under an issuer's address: its document and its keys. It tells nothing of what was there beyond that, so that nobody reads other machines' answers by it.</summary>
    public async Task<ImmutableArray<Finding>> TryAsync(IdentityProviderConfig config, CancellationToken cancellationToken)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        try
        {
            var discovery = OidcDiscovery.Parse(await http.GetAsync(OidcDiscovery.AddressOf(config.Issuer), cancellationToken), config.Issuer);
            findings.Add(new(FindingKind.Good, "Its discovery document was read, and names the issuer as it is written here."));
            findings.AddRange(Of(discovery, config));
            var keys = new JsonWebKeySet(await http.GetAsync(discovery.Keys, cancellationToken)).GetSigningKeys().Count;
            findings.Add(keys > 0 ? new(FindingKind.Good, $"Its public keys were read: {keys}.") : new(FindingKind.Bad, "It publishes no key that signs: nothing of it can be believed."));
        }
        catch (ProviderUnreachableException e)
        {
            findings.Add(new(FindingKind.Bad, e.Message));
        }
        catch (ArgumentException)
        {
            findings.Add(new(FindingKind.Bad, "Its keys cannot be read."));
        }

        return findings.ToImmutable();
    }

    private static IEnumerable<Finding> Of(OidcDiscovery discovery, IdentityProviderConfig config)
    {
        if (config.ClientId is null) yield return new(FindingKind.Note, "Without a client id nobody signs in there; it only vouches for programs.");
        else if (discovery.AuthorizationEndpoint is null || discovery.TokenEndpoint is null) yield return new(FindingKind.Bad, "It names no address at which people sign in.");
        else yield return new(FindingKind.Good, "People can sign in there.");
        if (discovery.UserInfoEndpoint is null) yield return new(FindingKind.Note, "It has no user info: groups are asked for again with the refresh token only; ask for the scope offline_access if it needs that.");
        yield return discovery.EndSessionEndpoint is null ? new(FindingKind.Note, "It has no sign-out address: signing out stays here.") : new(FindingKind.Good, "Signing out here signs out there as well.");
        yield return discovery.SignsOutByBackChannel ? new(FindingKind.Good, "Signing out there can end the sign-in here at once, when the back-channel address is entered there.") : new(FindingKind.Note, "It announces no back-channel sign-out; who is gone there is gone here within a minute.");
        if (discovery.GraphHost is not null) yield return new(FindingKind.Note, "Entra ID leaves groups out of the token for people who are in more than 200: the application needs GroupMember.Read.All, with an administrator's consent.");
        else if (!discovery.Claims.IsEmpty && !discovery.Claims.Contains(config.GroupsClaim)) yield return new(FindingKind.Note, $"Its list of claims does not name '{config.GroupsClaim}'. Some providers send it all the same; without groups nobody gets a role.");
        foreach (var scope in config.Scopes.Where(s => !discovery.Scopes.IsEmpty && !discovery.Scopes.Contains(s))) yield return new(FindingKind.Note, $"Its list of scopes does not name '{scope}'.");
    }
}
