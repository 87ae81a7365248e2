using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Agents;

/// <summary>Agents prove themselves by a token of a minute that their own key signed (ES256 and nothing else).</summary>
public sealed class AgentAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ConsoleDbFactory databases)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Agent";
    public const string NameClaim = "agent";
    private const string KeyClaim = "kid";
    private static readonly TimeSpan longestLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan skew = TimeSpan.FromSeconds(30);
    private static readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public static Guid IdOf(ClaimsPrincipal agent) => Guid.Parse(agent.FindFirstValue("sub")!);

    public static string NameOf(ClaimsPrincipal agent) => agent.FindFirstValue(NameClaim)!;

    /// <summary>The id of the key that signed the token.</summary>
    public static string KeyOf(ClaimsPrincipal agent) => agent.FindFirstValue(KeyClaim)!;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var text = header[7..].Trim();
        if (!handler.CanReadToken(text) || !Guid.TryParse(handler.ReadJsonWebToken(text).Subject, out var id)) return AuthenticateResult.Fail("This is no agent's token.");

        await using var db = databases.CreateDbContext();
        var member = await db.Set<AgentMemberEntity>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, Context.RequestAborted);
        if (member is null) return AuthenticateResult.Fail("No such agent is enrolled.");

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(member.PublicKey), out _);
        var result = await handler.ValidateTokenAsync(text, Parameters(key));
        if (!result.IsValid) return AuthenticateResult.Fail("The token is not signed by this agent's key, or is not for now.");

        if (member.RevokedAt is not null)
        {
            // Told only to who has the key: it must stop serving, and can.
            Response.Headers[AgentHubAddress.RevokedHeader] = Header(AgentKeys.WhyGone(member));
            return AuthenticateResult.Fail("The agent's key was revoked.");
        }

        var identity = new ClaimsIdentity([new Claim("sub", member.Id.ToString()), new Claim(NameClaim, member.AgentName), new Claim(KeyClaim, AgentKeyEntity.IdOf(member.PublicKey))], SchemeName, NameClaim, "role");
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <summary>Names may be in any script, headers may not.</summary>
    private static string Header(string words) => string.Concat(words.Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private TokenValidationParameters Parameters(ECDsa key) => new()
    {
        // The key is looked up by the subject: whoever signs with it is the agent, and there is no other issuer.
        IssuerValidator = static (issuer, _, _) => issuer ?? "agent",
        ValidAudience = AgentHubAddress.TokenAudience,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKey = new ECDsaSecurityKey(key),
        TryAllIssuerSigningKeys = true,
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, token, _) => IsForNow((JsonWebToken)token, notBefore, expires),
    };

    private bool IsForNow(JsonWebToken token, DateTime? notBefore, DateTime? expires)
    {
        var now = TimeProvider.GetUtcNow().UtcDateTime;
        if (expires is not { } end || now > end + skew) return false;
        if (notBefore is { } start && now < start - skew) return false;
        var issued = token.IssuedAt;
        return issued != DateTime.MinValue && issued <= now + skew && end - issued <= longestLife;
    }
}
