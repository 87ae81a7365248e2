namespace HoopLike.Console.Sessions.Replay;

/// <summary>Keeps the marks of the sessions that were looked at last, for everybody who looks at them. Thread-safe.</summary>
public sealed class SessionMarks(IRecordingStore store)
{
    private const int Kept = 32;

    private readonly Lock gate = new();
    private readonly LinkedList<(Guid Id, RecordingMarks Marks)> recent = new();

    /// <summary>The marks of a session, being read up to where its recording is indexed now.</summary>
    public RecordingMarks Of(SessionEntity session)
    {
        var marks = Find(session);
        _ = marks.CatchUp(session.IndexedTo);
        return marks;
    }

    private RecordingMarks Find(SessionEntity session)
    {
        lock (gate)
        {
            for (var node = recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != session.Id) continue;
                recent.Remove(node);
                recent.AddFirst(node);
                return node.Value.Marks;
            }

            if (recent.Count >= Kept) recent.RemoveLast();
            return recent.AddFirst((session.Id, new RecordingMarks(session, store))).Value.Marks;
        }
    }
}
