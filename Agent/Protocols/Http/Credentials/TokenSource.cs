using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>The tokens of one OAuth client: one at a time, fetched once however many callers wait for it, and used until shortly before its end. Thread-safe.</summary>
internal sealed class TokenSource(CredentialConfig credential, TimeProvider time)
{
    /// <summary>What is on its way to the target must still be good there.</summary>
    private static readonly TimeSpan longestMargin = TimeSpan.FromSeconds(60);

    /// <summary>Where the server does not say how long a token lives (RFC 6749, section 5.1 only recommends it).</summary>
    private static readonly TimeSpan unsaidLife = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private string? current;
    private DateTimeOffset usableUntil;
    private Task<string>? fetching;

    public CredentialConfig Credential { get; } = credential;

    /// <summary>The token that was last had; null before the first.</summary>
    public string? Current => Volatile.Read(ref current);

    /// <exception cref="TargetCredentialException">There is none to be had; the next call asks again.</exception>
    public Task<string> GetAsync(CancellationToken ct)
    {
        lock (gate)
        {
            if (current is { } token && time.GetUtcNow() < usableUntil) return Task.FromResult(token);
            // A caller who leaves must not take the token from the others: the fetch has a limit of its own.
            fetching ??= FetchAsync();
            return fetching.WaitAsync(ct);
        }
    }

    /// <summary>The target did not take it. Another one that was had meanwhile stays.</summary>
    public void Drop(string token)
    {
        lock (gate)
            if (string.Equals(current, token, StringComparison.Ordinal)) usableUntil = DateTimeOffset.MinValue;
    }

    private async Task<string> FetchAsync()
    {
        await Task.Yield();
        try
        {
            var asked = time.GetUtcNow();
            var grant = await TokenRequest.SendAsync(Credential, time);
            var life = grant.Life ?? unsaidLife;
            var margin = TimeSpan.FromTicks(Math.Min(life.Ticks / 5, longestMargin.Ticks));
            lock (gate) (current, usableUntil) = (grant.Token, asked + life - margin);
            return grant.Token;
        }
        finally
        {
            lock (gate) fetching = null;
        }
    }
}
