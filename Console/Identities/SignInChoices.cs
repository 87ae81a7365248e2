using System.Collections.Immutable;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>A provider on the sign-in page.</summary>
/// <param name="Title">What its button says, after "Sign in with".</param>
public sealed record SignInChoice(string Name, string Title);

/// <summary>By what people may sign in now.</summary>
/// <param name="Local">Whether local accounts may.</param>
public sealed record SignInOffer(bool Local, ImmutableArray<SignInChoice> Providers);

/// <summary>Tells by what people may sign in.</summary>
public sealed class SignInChoices(ConsoleDbFactory databases, IdentityDirectory directory, IEnumerable<IProviderSignIn> kinds)
{
    public async Task<SignInOffer> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var local = await db.Set<SignInRulesEntity>().Select(r => r.Local).SingleAsync(cancellationToken);
        var providers = (await directory.CurrentAsync(cancellationToken)).Providers.OrderBy(p => p.Position).Where(p => SignsIn(p.Config)).Select(p => new SignInChoice(p.Name, p.Config.Title ?? p.Name));
        return new SignInOffer(local, [.. providers]);
    }

    /// <summary>An OpenID provider at which this console is no client only vouches for programs.</summary>
    private bool SignsIn(IdentityProviderConfig config) => kinds.Any(k => k.Kind == config.Kind) && (config.Kind != IdentityProviderKind.Oidc || config.ClientId is not null);
}
