using HoopLike.Console.Security;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Signs people in at a SAML provider: sends them there, and believes what they come back with.</summary>
public sealed class SamlSignIn(
    SamlProviders providers, SamlKeys keys, SamlSignOut signOut, SamlMemory memory, BrowserMark mark, MetadataRefresh metadata, SignInRefusals refusals, TimeProvider time) : IProviderSignIn
{
    public IdentityProviderKind Kind => IdentityProviderKind.Saml;

    /// <summary>Sends the browser there with a signed request: in the address, or in a form where the provider takes nothing else.</summary>
    public async Task ChallengeAsync(HttpContext context, IdentityProviderEntity provider, string returnUrl)
    {
        var saml = await providers.FindAsync(provider.Name, context.RequestAborted) ?? providers.Of(provider);
        // Just configured, it may not have been read yet: then it is now.
        if (saml.Trusted.SignInUrl is null && await metadata.AskAgainAsync(provider.Name, context.RequestAborted)) saml = await providers.FindAsync(provider.Name, context.RequestAborted) ?? saml;
        if (saml.Trusted.SignInUrl is not { } address)
            throw new ProviderSignInException(SamlProblems.CodeOf(SamlFault.NotReady), $"Nobody can be sent to {provider.Name}: its metadata could not be read. {provider.MetadataError}");
        var request = AuthnRequest.Make(saml.Self, address, time.GetUtcNow());
        await memory.AskAsync(request.Id, provider.Name, ReturnAddress.Of(returnUrl), mark.Set(context), context.RequestAborted);
        using var key = await keys.OpenSigningKeyAsync(context.RequestAborted);
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (!saml.Trusted.WantsPost)
        {
            response.Redirect(RedirectBinding.SignedUrl(address, RedirectBinding.Request, request.Xml, null, key));
            return;
        }

        response.Headers.ContentSecurityPolicy = PostForm.ContentPolicy(address);
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(PostForm.Page(address, RedirectBinding.Request, EnvelopedSignature.Sign(request.Xml, key)), context.RequestAborted);
    }

    public Task<Uri?> SignOutAddressAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken) => signOut.AddressAsync(provider, signIn, cancellationToken);

    /// <summary>Takes what the provider had the browser post, and sends the browser on.</summary>
    /// <param name="response">Base64, as posted; null when there was none, or too much of it.</param>
    /// <param name="relayState">Where a sign-in that the provider began wants to go.</param>
    public async Task AcceptAsync(HttpContext context, SamlProvider saml, string? response, string? relayState)
    {
        var (provider, target) = (saml.Config.Name, "/");
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            refusals.CheckAddress(context);
            var message = Decoded(response);
            var (requestId, isEncrypted) = ResponseReader.Peek(message);
            target = await TargetAsync(context, saml, requestId, relayState);
            var proven = await BelievedAsync(saml, message, requestId, isEncrypted, context.RequestAborted);
            var person = PersonMapping.Map(saml.Config, proven);
            await memory.SeeAsync(saml.Trusted.EntityId, proven.Id, proven.AcceptableUntil, context.RequestAborted);
            // Why not is in the audit log already.
            if ((await AuthenticationSetup.SignInAsync(context, person)).SignIn is null) SignInRefusals.Send(context, SignInProblems.NotAllowed, provider, target);
            else context.Response.Redirect(target);
        }
        catch (SamlRefusedException e)
        {
            await refusals.RefuseAsync(context, provider, target, new ProviderSignInException(SamlProblems.CodeOf(e.Fault), e.Message, e));
        }
        catch (ProviderSignInException e)
        {
            await refusals.RefuseAsync(context, provider, target, e);
        }
    }

    private static byte[] Decoded(string? response)
    {
        if (string.IsNullOrEmpty(response)) throw SamlXml.Malformed("Nothing was posted, or more than any honest response has.");
        try
        {
            return Convert.FromBase64String(response);
        }
        catch (FormatException e)
        {
            throw new SamlRefusedException(SamlFault.Malformed, "What was posted is no base64.", e);
        }
    }

    /// <summary>Where to go afterwards. An answer spends the request that it answers; an answer to nothing is taken only where the configuration says so.</summary>
    private async Task<string> TargetAsync(HttpContext context, SamlProvider saml, string? requestId, string? relayState)
    {
        if (requestId is null)
            return saml.Config.AllowIdpInitiated ? ReturnAddress.Of(relayState) : throw new SamlRefusedException(SamlFault.Unsolicited, "The provider began this sign-in, which is not allowed (allowIdpInitiated).");
        if (!RequestId.IsSignIn(requestId)) throw new SamlRefusedException(SamlFault.UnknownRequest, "It answers no sign-in request of ours.");
        return await memory.SpendAsync(requestId, saml.Config.Name, mark.HashOf(context), context.RequestAborted);
    }

    /// <summary>Read once more with newly fetched metadata when the signature is by a key that is not known.</summary>
    private async Task<ProvenAssertion> BelievedAsync(SamlProvider saml, byte[] message, string? requestId, bool isEncrypted, CancellationToken cancellationToken)
    {
        using var key = isEncrypted ? await keys.OpenEncryptionKeyAsync(cancellationToken) : null;
        var decryption = key is null ? null : new Decryption(key);
        try
        {
            return new ResponseReader(saml.Self, saml.Trusted, decryption).Read(message, requestId, time.GetUtcNow());
        }
        catch (SamlRefusedException e) when (e.Fault is SamlFault.WrongSignature or SamlFault.NotReady && saml.Config.MetadataUrl is not null)
        {
            if (!await metadata.AskAgainAsync(saml.Config.Name, cancellationToken) || await providers.FindAsync(saml.Config.Name, cancellationToken) is not { } renewed) throw;
            return new ResponseReader(renewed.Self, renewed.Trusted, decryption).Read(message, requestId, time.GetUtcNow());
        }
    }
}
