using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.DataProtection;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Somebody came back from a provider.</summary>
public sealed record OidcReturn(ProvenPerson Proven, string ReturnUrl);

/// <summary>Signs people in through OpenID providers. A handler is made for each request, from the provider's configuration of that moment.</summary>
public sealed class OidcSignIn(OidcClient client, OidcPeople people, OidcSignOut signOut, ConsoleAddress address, ConsoleOptions settings, IDataProtectionProvider protection, ILoggerFactory logger, TimeProvider time) : IProviderSignIn
{
    public IdentityProviderKind Kind => IdentityProviderKind.Oidc;

    public async Task ChallengeAsync(HttpContext context, IdentityProviderEntity provider, string returnUrl)
    {
        var (handler, _) = await HandlerAsync(context, provider);
        await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = returnUrl });
    }

    public Task<Uri?> SignOutAddressAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken) => signOut.AddressAsync(provider, signIn, cancellationToken);

    /// <summary>Takes the provider's answer, which the browser brings.</summary>
    /// <exception cref="ProviderSignInException">It proves nobody.</exception>
    public async Task<OidcReturn> ReturnAsync(HttpContext context, IdentityProviderEntity provider)
    {
        var (handler, options) = await HandlerAsync(context, provider);
        var returnUrl = "/";
        Exception? failure = null;
        options.Events = new OAuthEvents
        {
            OnTicketReceived = received =>
            {
                returnUrl = ReturnAddress.Of(received.ReturnUri);
                received.HandleResponse();
                return Task.CompletedTask;
            },
            OnRemoteFailure = failed =>
            {
                failure = failed.Failure;
                failed.HandleResponse();
                return Task.CompletedTask;
            },
        };
        await handler.InitializeAsync(SchemeOf(provider), context);
        await handler.HandleRequestAsync();
        if (failure is null && handler.Proven is { } proven) return new OidcReturn(proven, returnUrl);
        throw failure switch
        {
            ProviderSignInException known => known,
            ProviderUnreachableException or ProviderRefusedException => new ProviderSignInException(SignInProblems.Unreachable, failure.Message, failure),
            _ => new ProviderSignInException(SignInProblems.Answer, failure?.Message ?? "The provider's answer was not understood.", failure),
        };
    }

    private static AuthenticationScheme SchemeOf(IdentityProviderEntity provider) => new(OidcOptions.SchemeOf(provider.Name), null, typeof(OidcHandler));

    private async Task<(OidcHandler Handler, OidcOptions Options)> HandlerAsync(HttpContext context, IdentityProviderEntity provider)
    {
        try
        {
            var options = OidcOptions.Of(provider, await people.DiscoveryAsync(provider, context.RequestAborted), address.Value, settings, protection, time);
            var handler = new OidcHandler(options, client, people, logger);
            await handler.InitializeAsync(SchemeOf(provider), context);
            return (handler, options);
        }
        catch (ProviderUnreachableException e)
        {
            throw new ProviderSignInException(SignInProblems.Unreachable, e.Message, e);
        }
    }
}
