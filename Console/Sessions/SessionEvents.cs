using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HoopLike.Console.Live;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>Reads a session's events from its recording, and goes on as they come.</summary>
public sealed class SessionEvents(IRecordingStore store, LiveFeed live, TimeProvider time)
{
    /// <summary>News can be lost between consoles; then events come this much later.</summary>
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);

    /// <summary>What happened, in order; signatures, which prove it, are left out.</summary>
    /// <param name="after">-1 for all.</param>
    /// <param name="follow">Of a session that still runs: waits for more, until it ends.</param>
    public async IAsyncEnumerable<RecordedEvent> ReadAsync(Guid session, long after, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = live.Subscribe(LiveTopics.Sessions, e =>
        {
            if (e.Key == session.ToString()) wake.Writer.TryWrite(true);
        });
        while (true)
        {
            var closed = false;
            await foreach (var recorded in store.ReadAsync(session, after, cancellationToken))
            {
                after = recorded.Sequence;
                closed |= recorded.Kind == RecordKind.Closed;
                if (recorded.Kind != RecordKind.Signature) yield return recorded;
            }

            if (!follow || closed) yield break;
            await WaitAsync(wake.Reader, cancellationToken);
        }
    }

    private async Task WaitAsync(ChannelReader<bool> wake, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(lookAgain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await wake.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing was heard: look anyway.
        }
    }
}
