using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
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

    private static async Task<IResult> IssueAsync(TokenRequest request, HttpContext context, AccessTokens tokens, ConnectionRights rights, ConsoleAddress address, AuditLog audit, CancellationToken cancellationToken)
    {
        if (context.User.HasClaim(c => c.Type == CallerClaims.BoundTo)) return Problems.Forbidden("A token that is good for one connection cannot make others. Sign in, or use a service account's key.");
        var minutes = request.Minutes ?? 60;
        if (minutes < 1 || minutes > AccessTokens.LongestLife.TotalMinutes) return Problems.Invalid($"minutes: is from 1 to {AccessTokens.LongestLife.TotalMinutes}.");
        var caller = context.User.Caller();
        if (request.Connection is { } name && await rights.FindAsync(caller, name, cancellationToken) is null) return Problems.Forbidden($"There is no connection '{name}' that you may use.");
        var (token, expiresAt) = await tokens.IssueAsync(address.Value, caller, request.Connection, TimeSpan.FromMinutes(minutes), cancellationToken);
        await audit.AppendAsync(context.Actor(), new AuditNote("token.issued", request.Connection is null ? "all connections" : $"connection {request.Connection}") { Detail = $"until {expiresAt:u}" }, cancellationToken);
        return Results.Ok(new TokenAnswer(token.Reveal(), expiresAt));
    }
}
