using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <summary><c>POST /oauth/token</c> (RFC 6749, section 3.2): what command lines and delegating programs get their tokens by.</summary>
internal sealed class TokenEndpoint(DeviceFlow devices, SignInService passwords, SignIns signIns, TokenDesk desk, Doors doors, AuditLog audit, TimeProvider time)
{
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
            "password" => await OfPasswordAsync(form, context),
            "" => OAuthError.InvalidRequest("grant_type is missing."),
            var other => OAuthError.Of("unsupported_grant_type", $"'{other}' is not offered here; there is {OAuthApi.DeviceGrant}."),
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
        return Answer(token, expiresAt);
    }

    private IResult Answer(Secret token, DateTimeOffset expiresAt)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token.Reveal(),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)(expiresAt - time.GetUtcNow()).TotalSeconds,
        };
        return Results.Json(answer);
    }
}
