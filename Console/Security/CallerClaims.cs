using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Security;

/// <summary>A signed-in caller as claims, and back.</summary>
public static class CallerClaims
{
    public const string Name = "sub";
    public const string Group = "groups";
    public const string Role = "role";
    public const string Kind = "kind";
    public const string ProvenBy = "amr";
    /// <summary>Present when the token is good for one connection only: it proves who calls and carries no role.</summary>
    public const string BoundTo = "connection";
    /// <summary>The sign-in that a cookie or token belongs to.</summary>
    public const string SignInId = "sid";
    /// <summary>Who acts for the caller, as JSON; absent where it calls itself.</summary>
    public const string Actors = "act";

    public static ClaimsPrincipal Principal(CallerIdentity identity, IEnumerable<ConsoleRole> roles, string scheme, string? boundTo = null)
    {
        List<Claim> claims =
        [
            new(Name, identity.Name),
            new(Kind, identity.Kind == CallerKind.Human ? "human" : "machine"),
            new(ProvenBy, identity.ProvenBy),
            new(Role, Roles.User),
            .. identity.Groups.Select(g => new Claim(Group, g)),
        ];
        if (!identity.Actors.IsEmpty) claims.Add(new Claim(Actors, JsonSerializer.Serialize(identity.Actors, SnapshotJson.Plain)));
        // Whoever lends somebody its rights to connect does not lend the right to decide, to see or to change what concerns others.
        else if (boundTo is null) claims.AddRange(roles.Where(r => r != ConsoleRole.User).Distinct().Select(r => new Claim(Role, Roles.Word(r))));
        if (boundTo is not null) claims.Add(new Claim(BoundTo, boundTo));
        if (identity.SignIn is { } signIn) claims.Add(new Claim(SignInId, signIn.ToString()));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, Name, Role));
    }

    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static CallerIdentity Caller(this ClaimsPrincipal principal) => new(
        principal.FindFirstValue(Name) ?? throw new InvalidOperationException("Nobody is signed in."),
        principal.FindFirstValue(Kind) == "machine" ? CallerKind.Machine : CallerKind.Human,
        [.. principal.FindAll(Group).Select(c => c.Value)],
        principal.FindFirstValue(ProvenBy) ?? "")
    {
        SignIn = principal.SignIn(),
        Actors = principal.FindFirstValue(Actors) is { } json ? JsonSerializer.Deserialize<ImmutableArray<ActorIdentity>>(json, SnapshotJson.Plain) : [],
    };

    /// <summary>What a cookie says: which sign-in it belongs to, and nothing of who that is.</summary>
    public static ClaimsPrincipal Cookie(Guid signIn, string scheme) => new(new ClaimsIdentity([new Claim(SignInId, signIn.ToString())], scheme, Name, Role));

    /// <summary>Null for somebody with a key or token of its own, or nobody.</summary>
    public static Guid? SignIn(this ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(SignInId), out var id) ? id : null;

    public static bool MayApprove(this ClaimsPrincipal principal) => principal.IsInRole(Roles.Approver);

    public static bool SeesEverything(this ClaimsPrincipal principal) => principal.IsInRole(Roles.Admin) || principal.IsInRole(Roles.Auditor);
}
