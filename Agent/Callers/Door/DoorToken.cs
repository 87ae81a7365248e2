using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers.Door;

/// <summary>The token that the door gives to the gateway: taken when needed, renewed while three quarters of its life are over. Thread-safe.</summary>
/// <param name="issue">Asks the console for a new one.</param>
/// <param name="remark">Told what goes wrong while nobody waits for it.</param>
internal sealed class DoorToken(Func<CancellationToken, Task<IssuedToken>> issue, Action<string> remark, TimeProvider time) : IDisposable
{
    private const double RenewAfter = 0.75;
    private static readonly TimeSpan lastMoment = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan retry = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim one = new(1);
    private (Secret Token, DateTimeOffset From, DateTimeOffset Until)? held;

    /// <summary>When the token ends that is held now.</summary>
    public DateTimeOffset? Until => held?.Until;

    /// <exception cref="CallerFailure">There is none to be had.</exception>
    public async Task<Secret> GetAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (held is { } good && good.Until - lastMoment > time.GetUtcNow()) return good.Token;
            return await RenewAsync(ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The gateway did not take it: whoever comes next gets a new one.</summary>
    public void Forget(Secret token)
    {
        if (held is { } refused && refused.Token.Equals(token)) held = null;
    }

    /// <summary>Renews ahead of time, so that a console that is away for a while keeps nobody out.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        string? last = null;
        while (true)
        {
            var wait = held is { } current ? current.From + ((current.Until - current.From) * RenewAfter) - time.GetUtcNow() : retry;
            await Task.Delay(wait > TimeSpan.FromSeconds(1) ? wait : retry, time, ct);
            await one.WaitAsync(ct);
            try
            {
                if (held is { } now && now.From + ((now.Until - now.From) * RenewAfter) > time.GetUtcNow()) continue;
                await RenewAsync(ct);
                last = null;
            }
            catch (CallerFailure e)
            {
                if (e.Message != last) remark($"The token was not renewed: {e.Message}");
                last = e.Message;
            }
            finally
            {
                one.Release();
            }
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<Secret> RenewAsync(CancellationToken ct)
    {
        var issued = await issue(ct);
        var now = time.GetUtcNow();
        if (issued.ExpiresAt <= now) throw new CallerFailure("The token has expired, and another one is not to be had.", CallerFailureKind.NotSignedIn);
        held = (new Secret(issued.Token), now, issued.ExpiresAt);
        return held.Value.Token;
    }
}
