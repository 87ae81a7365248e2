using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoopLike.Agent.Callers;

/// <summary>Access tokens that are good for one connection cannot ask for others, and need not.</summary>
internal static class BoundToken
{
    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>Null unless it says that it is for this connection. Its signature is the gateway's to check.</summary>
    public static IssuedToken? TryRead(Secret token, string connection)
    {
        var text = token.Reveal();
        if (!handler.CanReadToken(text)) return null;
        try
        {
            var read = handler.ReadJsonWebToken(text);
            return read.TryGetPayloadValue<string>("connection", out var bound) && bound == connection ? new IssuedToken(text, new DateTimeOffset(read.ValidTo, TimeSpan.Zero)) : null;
        }
        catch (ArgumentException)
        {
            // It only looks like a JWT: the console will say what it thinks of it.
            return null;
        }
    }
}
