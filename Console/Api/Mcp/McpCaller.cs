using System.Security.Claims;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Who calls a tool.</summary>
/// <param name="Credential">As it was presented.</param>
/// <param name="BoundTo">The only connection that the credential is good for; null where it stands for its owner everywhere.</param>
internal sealed record McpCaller(CallerIdentity Identity, Actor Actor, Decider Decider, bool SeesEverything, Secret Credential, string? BoundTo)
{
    public static McpCaller Of(HttpContext context) => new(
        context.User.Caller(), context.Actor(), context.Decider(), context.User.SeesEverything(),
        BearerAuthentication.CredentialOf(context.Request) ?? throw new InvalidOperationException("Nobody gets here without a bearer credential."), context.User.FindFirstValue(CallerClaims.BoundTo));

    /// <summary>Whether the credential is good for the connection.</summary>
    public bool IsFor(string connection) => BoundTo is null || BoundTo == connection;
}
