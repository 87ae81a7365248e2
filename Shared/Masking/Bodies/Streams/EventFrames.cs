namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>The frames of one stream's events that came last.</summary>
internal sealed class EventFrames
{
    /// <summary>A stream has pieces of one text or of some by turns.</summary>
    private const int Most = 4;

    /// <summary>Bytes of an event whose frame is kept.</summary>
    private const int Largest = 4 * 1024;

    /// <summary>Frames that were made, and how many events each of them must have served by then: where every event has a number of its own no frame comes twice.</summary>
    private const int Patience = 64, Worth = 2;

    private readonly List<EventFrame> frames = [];
    private readonly List<DeltaSite> sites = [];
    private long served;
    private long made;

    /// <summary>Frames are worth their making, so far.</summary>
    public bool IsWorthIt => made <= Patience || served >= made * Worth;

    /// <param name="found">The event's pieces; good until the next event.</param>
    /// <returns>Null where none of the frames is the event's.</returns>
    public EventFrame? Find(ReadOnlySpan<byte> data, out List<DeltaSite> found)
    {
        found = sites;
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            if (!frame.TryMatch(data, sites)) continue;
            if (i > 0) (frames[0], frames[i]) = (frame, frames[0]);
            served++;
            return frame;
        }
        return null;
    }

    public void Keep(ReadOnlySpan<byte> data, List<DeltaSite> of, DeltaEnds ends, ReadOnlySpan<byte> written, List<(int Start, int End)> places, long findings)
    {
        if (data.Length > Largest || written.Length > 2 * Largest) return;
        made++;
        if (!IsWorthIt)
        {
            frames.Clear();
            return;
        }
        if (frames.Count == Most) frames.RemoveAt(Most - 1);
        frames.Insert(0, new EventFrame(data, of, ends, written, places, findings));
    }
}
