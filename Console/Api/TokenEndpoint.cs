using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <summary><c>POST /oauth/token</c> (RFC 6749, section 3.2): what command lines and delegating programs get their tokens by.</summary>
internal sealed class TokenEndpoint(DeviceFlow devices, SignInService passwords, SignIns signIns, TokenDesk desk, TokenExchangeService exchange, CredentialProof proof, Doors doors, AuditLog audit, TimeProvider time)
{
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>Of a delegated token: as long as what it is for usually takes; never beyond the tokens that it was made from.</summary>
    private static readonly TimeSpan delegatedLife = TimeSpan.FromHours(1);

    public static void Map(IEndpointRouteBuilder oauth) => oauth.MapPost(
        "/oauth/token",
        (HttpContext context, IServiceProvider services) => ActivatorUtilities.CreateInstance<TokenEndpoint>(services).AnswerAsync(context));

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return OAuthError.InvalidRequest("Send the parameters as application/x-www-form-urlencoded.");
        var address = context.Connection.RemoteIpAddress;
        if (doors.IsShut(Door.Token, address)) return OAuthError.TooMany();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var repeated = form.FirstOrDefault(f => f.Value.Count > 1 && f.Key is not ("audience" or "resource")).Key;
        if (repeated is not null) return OAuthError.InvalidRequest($"{repeated} is given twice.");
        return form["grant_type"].ToString() switch
        {
            OAuthApi.DeviceGrant => await OfDeviceAsync(form, context.RequestAborted),
            OAuthApi.ExchangeGrant => await OfExchangeAsync(form, context),
            "password" => await OfPasswordAsync(form, context),
            "" => OAuthError.InvalidRequest("grant_type is missing."),
            var other => OAuthError.Of("unsupported_grant_type", $"'{other}' is not offered here; there are {OAuthApi.DeviceGrant} and {OAuthApi.ExchangeGrant}."),
        };
    }

    private async Task<IResult> OfDeviceAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (form["device_code"].ToString() is not { Length: > 0 } code) return OAuthError.InvalidRequest("device_code is missing.");
        var (answer, signIn) = await devices.PollAsync(new Secret(code), cancellationToken);
        return answer switch
        {
            DevicePoll.Approved => await OfSignInAsync(signIn!.Value, cancellationToken),
            DevicePoll.Pending => OAuthError.Of("authorization_pending", "Nobody has confirmed the code yet."),
            DevicePoll.SlowDown => OAuthError.Of("slow_down", "Ask less often: the interval has grown by five seconds."),
            DevicePoll.Denied => OAuthError.Of("access_denied", "The code was refused in the browser."),
            DevicePoll.Expired => OAuthError.Of("expired_token", "The code has expired; ask for another."),
            _ => OAuthError.InvalidGrant("There is no such device code."),
        };
    }

    /// <summary>For local accounts and our own command line only: there is no browser, and nobody in between who could keep the password.</summary>
    private async Task<IResult> OfPasswordAsync(IFormCollection form, HttpContext context)
    {
        var origin = SignInOrigin.Of(context);
        var proven = await passwords.ProveAsync(form["username"].ToString(), new Secret(form["password"].ToString()), origin.Address, context.RequestAborted);
        var signIn = proven is null ? null : (await signIns.StartAsync(proven with { Means = SignInMeans.Device }, origin, context.RequestAborted)).SignIn;
        if (signIn is not null) return await OfSignInAsync(signIn.Id, context.RequestAborted);
        await doors.FailedAsync(Door.Token, context.Connection.RemoteIpAddress, context.RequestAborted);
        return OAuthError.InvalidGrant("That name and password do not match, or the account is locked for some minutes.");
    }

    private async Task<IResult> OfSignInAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await signIns.FindAsync(id, cancellationToken) is not { } signIn || await signIns.CallerAsync(id, cancellationToken) is not { } caller) return OAuthError.InvalidGrant("The sign-in has ended meanwhile.");
        var (token, expiresAt) = await desk.IssueAsync(caller, null, signIn.ExpiresAt - time.GetUtcNow(), cancellationToken);
        await audit.AppendAsync(new Actor(caller.Name, signIn.Address), new AuditNote("token.issued", "command line") { Detail = $"until {expiresAt:u}" }, cancellationToken);
        return Answer(token, expiresAt, null);
    }

    /// <summary>Somebody acts for somebody (RFC 8693): who acts proves itself by <c>actor_token</c> or by its Authorization header.</summary>
    private async Task<IResult> OfExchangeAsync(IFormCollection form, HttpContext context)
    {
        if ((WrongType(form, "subject_token_type") ?? WrongType(form, "actor_token_type") ?? WrongType(form, "requested_token_type")) is { } wrong) return OAuthError.InvalidRequest(wrong);
        if (form["subject_token"].ToString() is not { Length: > 0 } subjectText) return OAuthError.InvalidRequest("subject_token is missing: the token of the person for whom you act.");
        var actorText = form["actor_token"].ToString() is { Length: > 0 } given ? new Secret(given) : BearerAuthentication.CredentialOf(context.Request);
        if (actorText is null) return OAuthError.InvalidClient("Say who acts: actor_token, or your own key or token as Authorization: Bearer.");

        if (await ProveAsync(actorText, context) is not { } actor) return OAuthError.InvalidClient("The actor's credential is not valid.");
        if (await ProveAsync(new Secret(subjectText), context) is not { } subject) return OAuthError.InvalidGrant("The subject token is not valid.");
        var targets = form["audience"].Concat(form["resource"]).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (targets.Count > 1) return OAuthError.InvalidTarget("A token is good for one connection or for all: name one audience, or none.");
        string?[] bounds = [.. targets, subject.BoundTo, actor.BoundTo];
        var bound = bounds.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (bound.Count > 1) return OAuthError.InvalidTarget($"The tokens are good for {string.Join(" and ", bound)}: there is nothing that both are good for.");

        var now = time.GetUtcNow();
        DateTimeOffset?[] ends = [now + delegatedLife, subject.ExpiresAt, actor.ExpiresAt];
        var exchanged = await exchange.ExchangeAsync(
            subject.Identity, actor.Identity, bound.SingleOrDefault(), ends.Min()!.Value - now, new Actor(actor.Identity.Words, context.Connection.RemoteIpAddress?.ToString()), context.RequestAborted);
        return exchanged.Token is { } token ? Answer(token, exchanged.ExpiresAt, AccessTokenType) : OAuthError.InvalidTarget(exchanged.Problem!);
    }

    private async Task<ProvenCredential?> ProveAsync(Secret credential, HttpContext context)
    {
        var proven = await proof.ProveAsync(credential, context.RequestAborted);
        if (proven is null) await doors.FailedAsync(Door.Token, context.Connection.RemoteIpAddress, context.RequestAborted);
        return proven;
    }

    private static string? WrongType(IFormCollection form, string parameter) =>
        form[parameter].ToString() is "" or AccessTokenType or JwtType ? null : $"{parameter} is not offered here; it is {AccessTokenType} or {JwtType}.";

    private IResult Answer(Secret token, DateTimeOffset expiresAt, string? issuedType)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token.Reveal(),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)(expiresAt - time.GetUtcNow()).TotalSeconds,
        };
        if (issuedType is not null) answer["issued_token_type"] = issuedType;
        return Results.Json(answer);
    }
}
