using HoopLike.Console.Agents;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

/// <param name="Connection">The connection to reach; leave it out for a token for the REST interface and every connection.</param>
/// <param name="Minutes">At most 720; 60 unless said.</param>
public sealed record TokenRequest(string? Connection, int? Minutes);

/// <param name="Token">The password for native clients.</param>
public sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);

/// <summary><c>/api/v1/tokens</c>.</summary>
internal static class TokensApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tokens", IssueAsync).WithSummary("A short-lived access token for native clients").Produces<TokenAnswer>();

    private static async Task<IResult> IssueAsync(TokenRequest request, HttpContext context, TokenDesk desk, CancellationToken cancellationToken)
    {
        if (context.User.HasClaim(c => c.Type == CallerClaims.BoundTo)) return Problems.Forbidden("A token that is good for one connection cannot make others. Sign in, or use a service account's key.");
        var minutes = request.Minutes ?? TokenDesk.StandardMinutes;
        if (minutes < 1 || minutes > TokenDesk.LongestMinutes) return Problems.Invalid($"minutes: is from 1 to {TokenDesk.LongestMinutes}.");
        var (token, expiresAt, problem) = await desk.IssueAsync(context.User.Caller(), request.Connection, minutes, context.Actor(), cancellationToken);
        return token is null ? Problems.Forbidden(problem!) : Results.Ok(new TokenAnswer(token.Reveal(), expiresAt));
    }
}
