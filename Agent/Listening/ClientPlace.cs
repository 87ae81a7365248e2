namespace HoopLike.Agent.Listening;

/// <summary>One client's place in a <see cref="ClientBudget"/>: half-open until <see cref="Proven"/>, free after disposal.</summary>
public sealed class ClientPlace(Action onProven, Action onLeave) : IDisposable
{
    private Action? onProven = onProven;
    private Action? onLeave = onLeave;

    public void Proven() => Interlocked.Exchange(ref onProven, null)?.Invoke();

    public void Dispose()
    {
        Proven();
        Interlocked.Exchange(ref onLeave, null)?.Invoke();
    }
}
