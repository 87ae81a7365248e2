using System.Text.Encodings.Web;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HoopLike.Console.Identities;

/// <summary>Callers of the REST interface, by the credential in their Authorization header.</summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IdentityDirectory directory, CredentialProof proof, ServiceKeyUse uses, Doors doors, ConsoleAddress address)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    /// <summary>What follows the word in the header; null for a header of another kind.</summary>
    public static Secret? CredentialOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? new Secret(header[7..].Trim()) : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (CredentialOf(Request) is not { } credential) return AuthenticateResult.NoResult();
        var key = await proof.FindKeyAsync(credential, Context.RequestAborted);
        if (await proof.ProveAsync(credential, Context.RequestAborted) is not { } proven)
        {
            // Who has a key that once was right guesses nothing.
            if (key is { ExpiresAt: { } end } && !key.IsValid(TimeProvider.GetUtcNow())) return AuthenticateResult.Fail(new ExpiredKeyException(end));
            await doors.FailedAsync(Door.Api, Context.Connection.RemoteIpAddress, Context.RequestAborted);
            return AuthenticateResult.Fail("The credential is not valid.");
        }

        if (key is not null) await uses.NoteAsync(key, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        var image = await directory.CurrentAsync(Context.RequestAborted);
        return AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.Principal(proven.Identity, image.RolesOf(proven.Identity.Groups), SchemeName, proven.BoundTo), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Keys are too long to guess: right ones go on counting for an address whose other programs bear old ones.
        if (doors.IsShut(Door.Api, Context.Connection.RemoteIpAddress))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = ((int)Doors.ShutFor.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Request.Path == ProgramPaths.Mcp ? $"Bearer resource_metadata=\"{address.Of(ProgramPaths.McpMetadata)}\"" : "Bearer";
        // Told to who has the key, and to nobody else.
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is ExpiredKeyException expired) await Results.Problem(expired.Message, statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    private sealed class ExpiredKeyException(DateTimeOffset end) : Exception($"The key expired at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC; ask for a new one.");
}
