namespace HoopLike.Shared.Recording;

/// <summary>What a record says. The numbers are part of the file format: never renumber, only add.</summary>
public enum RecordKind : byte
{
    None = 0,
    Opened = 1,
    Operation = 2,
    Held = 3,
    Decided = 4,
    /// <summary>Rows of a result that goes on; the last ones stand in its <see cref="Result"/>.</summary>
    Rows = 5,
    Result = 6,
    Notice = 7,
    Error = 8,
    Notification = 9,
    Closed = 10,
    /// <summary>The agent's signature over the chain up to the record before it.</summary>
    Signature = 11,
    /// <summary>Reserved for terminal bytes.</summary>
    Terminal = 12,
    /// <summary>Reserved for changes of a terminal's size.</summary>
    Resize = 13,
    /// <summary>The head of an answer; its body follows as <see cref="Rows"/> and <see cref="Result"/>.</summary>
    Answer = 14,
}
