using System.Security.Cryptography;
using System.Text;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What was asked and what was accepted, so that each counts once, at whichever console of the installation it comes in.</summary>
public sealed class SamlMemory(ConsoleDbFactory databases, TimeProvider time)
{
    /// <summary>Long enough to find a second factor.</summary>
    public static readonly TimeSpan RequestLife = TimeSpan.FromMinutes(15);

    public Task AskAsync(string requestId, string provider, string returnUrl, string browserHash, CancellationToken cancellationToken) => databases.WriteAsync(
        async db =>
        {
            var now = time.GetUtcNow();
            await db.Set<PendingSignInEntity>().Where(p => p.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
            db.Add(new PendingSignInEntity { Id = requestId, Provider = provider, ReturnUrl = returnUrl, BrowserHash = browserHash, ExpiresAt = now + RequestLife });
        },
        cancellationToken);

    /// <summary>Spends the request: whatever comes of the answer, there is no second one.</summary>
    /// <returns>Where the browser wanted to go.</returns>
    /// <exception cref="SamlRefusedException">There is no such request any more, or another browser sent it.</exception>
    public async Task<string> SpendAsync(string requestId, string provider, string? browserHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await databases.WriteWithRetryAsync(
            async db =>
            {
                var pending = await db.Set<PendingSignInEntity>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == requestId && p.Provider == provider, cancellationToken);
                if (pending is null || pending.ExpiresAt <= now) throw new SamlRefusedException(SamlFault.UnknownRequest, $"It answers a request ({SamlRefusedException.Quote(requestId)}) that is not open: never made here, answered before, or older than {RequestLife.TotalMinutes:0} minutes.");
                if (browserHash is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(pending.BrowserHash), Encoding.ASCII.GetBytes(browserHash)))
                    throw new SamlRefusedException(SamlFault.OtherBrowser, "It came in another browser than the one that began the sign-in.");
                if (await db.Set<PendingSignInEntity>().Where(p => p.Id == requestId).ExecuteDeleteAsync(cancellationToken) == 0) throw new SamlRefusedException(SamlFault.UnknownRequest, "It answers a request that was answered at the same time.");
                return pending.ReturnUrl;
            },
            cancellationToken);
    }

    /// <summary>Remembers an id until it could not be accepted any more.</summary>
    /// <exception cref="SamlRefusedException">It was seen before.</exception>
    public async Task SeeAsync(string issuer, string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{id}")));
        var isNew = await databases.WriteWithRetryAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                await db.Set<SeenAssertionEntity>().Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
                if (await db.Set<SeenAssertionEntity>().AnyAsync(s => s.Id == key, cancellationToken)) return false;
                db.Add(new SeenAssertionEntity { Id = key, ExpiresAt = until });
                return true;
            },
            cancellationToken);
        if (!isNew) throw new SamlRefusedException(SamlFault.Replayed, "It was accepted before: every assertion counts once.");
    }
}
