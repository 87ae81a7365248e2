using HoopLike.Console.Audit;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Single logout: tells the provider when somebody signs out here, and signs out here when the provider says so.</summary>
public sealed partial class SamlSignOut(SamlProviders providers, SamlKeys keys, SamlMemory memory, SignIns signIns, Doors doors, AuditLog audit, TimeProvider time, ILogger<SamlSignOut> logger)
{
    /// <summary>Signing out is bound to no browser: who brings the provider's signed answer changes nothing.</summary>
    private const string NoBrowser = "";

    /// <summary>Where the browser must go to sign out at the provider too; null when there is nothing to do there.</summary>
    /// <param name="signIn">As it was before it ended here: the end forgets what it was made with.</param>
    public async Task<Uri?> AddressAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken)
    {
        if (signIn.Means != SignInMeans.Saml || signIns.TokensOf(signIn) is not { } kept || PersonMapping.NameIdOf(kept) is not { } nameId) return null;
        // Read anew: the caller's may be from before the metadata was fetched.
        if (await providers.FindAsync(provider.Name, cancellationToken) is not { Trusted.SignOutUrl: { } address } saml) return null;
        var (id, xml) = LogoutMessage.Request(saml.Self, address, nameId, signIn.ProviderSession, time.GetUtcNow());
        await memory.AskAsync(id, provider.Name, $"/signin?signedOut={provider.Name}", NoBrowser, cancellationToken);
        using var key = await keys.OpenSigningKeyAsync(cancellationToken);
        return new Uri(RedirectBinding.SignedUrl(address, RedirectBinding.Request, xml, null, key));
    }

    /// <summary>Takes a sign-out message in the address (redirect binding).</summary>
    public Task<IResult> AcceptQueryAsync(HttpContext context, string provider) => AcceptAsync(context, provider, saml =>
    {
        var field = context.Request.Query.ContainsKey(RedirectBinding.Request) ? RedirectBinding.Request : RedirectBinding.Response;
        var message = RedirectBinding.Verify(context.Request.QueryString.Value ?? "", field, saml.Trusted.Certificates);
        return (SamlXml.Load(message).DocumentElement!, context.Request.Query[RedirectBinding.RelayState].FirstOrDefault());
    });

    /// <summary>Takes a posted sign-out message.</summary>
    /// <param name="message">Base64, as posted.</param>
    public Task<IResult> AcceptPostAsync(HttpContext context, string provider, string? message, string? relayState) => AcceptAsync(context, provider, saml =>
    {
        var bytes = new byte[message?.Length ?? 0];
        if (!Convert.TryFromBase64String(message ?? "", bytes, out var length) || length == 0) throw SamlXml.Malformed("What was posted is no base64.");
        return (SignatureCheck.Verify(SamlXml.Load(bytes.AsSpan(0, length)).DocumentElement!, saml.Trusted.Certificates), relayState);
    });

    private async Task<IResult> AcceptAsync(HttpContext context, string provider, Func<SamlProvider, (System.Xml.XmlElement Verified, string? RelayState)> verify)
    {
        if (await providers.FindAsync(provider, context.RequestAborted) is not { } saml) return Results.NotFound();
        if (doors.IsShut(Door.Provider, context.Connection.RemoteIpAddress)) return Results.LocalRedirect("/signin?problem=" + SignInProblems.TooMany);
        var actor = new Actor(provider, context.Connection.RemoteIpAddress?.ToString());
        try
        {
            var (verified, relayState) = verify(saml);
            var message = LogoutMessage.Read(verified, saml.Self, saml.Trusted, time.GetUtcNow());
            if (message.InResponseTo is { } answered) return await FinishedAsync(context, saml, answered);
            await memory.SeeAsync(saml.Trusted.EntityId, message.Id, message.AcceptableUntil, context.RequestAborted);
            var ended = await EndAsync(saml, message, actor, context.RequestAborted);
            LogEnded(logger, provider, ended);
            return await AnsweredAsync(context, saml, message.Id, relayState);
        }
        catch (SamlRefusedException e)
        {
            LogRefused(logger, provider, e.Message);
            await doors.FailedAsync(Door.Provider, context.Connection.RemoteIpAddress, context.RequestAborted);
            await audit.AppendAsync(actor with { Name = "unknown" }, new AuditNote("sign-out.refused", "console") { Detail = $"sign-out from {provider}: {e.Message}" }, context.RequestAborted);
            return Results.LocalRedirect("/signin?problem=" + SamlProblems.CodeOf(e.Fault));
        }
    }

    /// <summary>Those that were made with the named sessions; all of the person when none is named.</summary>
    private Task<int> EndAsync(SamlProvider saml, LogoutMessage message, Actor actor, CancellationToken cancellationToken)
    {
        var (provider, subject, sessions) = (saml.Config.Name, message.NameId!.Value, message.SessionIndexes.ToList());
        // A transient name is another one at each sign-in: then the session alone says whose it is.
        var byName = !message.NameId.IsTransient;
        if (!byName && sessions.Count == 0) throw new SamlRefusedException(SamlFault.NoUsableName, "The sign-out names a transient NameID and no session.");
        return signIns.EndAsync(
            s => s.Provider == provider && s.Means == SignInMeans.Saml && (!byName || s.Subject == subject) && (sessions.Count == 0 || sessions.Contains(s.ProviderSession!)),
            $"signed out at {provider}", actor, cancellationToken);
    }

    private async Task<IResult> AnsweredAsync(HttpContext context, SamlProvider saml, string inResponseTo, string? relayState)
    {
        const int LongestRelayState = 1024;
        if (saml.Trusted.SignOutUrl is not { } address) return Results.LocalRedirect("/signin");
        var xml = LogoutMessage.Response(saml.Self, address, inResponseTo, time.GetUtcNow());
        using var key = await keys.OpenSigningKeyAsync(context.RequestAborted);
        return Results.Redirect(RedirectBinding.SignedUrl(address, RedirectBinding.Response, xml, relayState is { Length: <= LongestRelayState } ? relayState : null, key));
    }

    /// <summary>The provider's answer to our own request: there is nothing left to do but to spend it.</summary>
    private async Task<IResult> FinishedAsync(HttpContext context, SamlProvider saml, string answered)
    {
        if (!RequestId.IsSignOut(answered)) throw new SamlRefusedException(SamlFault.UnknownRequest, "It answers no sign-out request of ours.");
        return Results.LocalRedirect(await memory.SpendAsync(answered, saml.Config.Name, NoBrowser, context.RequestAborted));
    }

    [LoggerMessage(EventId = 14022, Level = LogLevel.Information, Message = "{Provider} signed out {Count} sign-ins")]
    private static partial void LogEnded(ILogger logger, string provider, int count);

    [LoggerMessage(EventId = 14023, Level = LogLevel.Warning, Message = "A sign-out from {Provider} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string provider, string reason);
}
