namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// What is special about an operation of a transaction that is held at COMMIT. Both directions use it, never at once: the request side before it sends something, the response side until that is answered.
/// </summary>
internal sealed class PgGuarded
{
    /// <summary>Its CommandComplete is kept back: the server sends it only after the COMMIT of an implicit transaction, and so do we.</summary>
    public bool WithholdsCompletion { get; set; }

    /// <summary>Delivered in place of CommandComplete (or EmptyQueryResponse): the one that was withheld, or nothing.</summary>
    public byte[]? Instead { get; set; }

    /// <summary>Delivered once, before CommandComplete or the error in its place: a warning that the server would have given, had the gateway not opened the transaction.</summary>
    public byte[]? Prelude { get; set; }

    /// <summary>SQLSTATE of a warning that the server gives only because the gateway opened the transaction.</summary>
    public string? HiddenWarning { get; set; }

    /// <summary>Characters of the client's text before the piece that the server got: errors tell positions from the client's beginning.</summary>
    public int PositionShift { get; set; }

    // From here on the response side's.

    /// <summary>The last CommandComplete that was withheld, a whole message.</summary>
    public byte[]? Withheld { get; private set; }

    /// <summary>The last command tag; null until it is done.</summary>
    public string? Tag { get; private set; }

    /// <summary>Rows that the last command says it affected; null where its tag has no count.</summary>
    public long? Rows => Tag is null ? null : RowsOf(Tag);

    /// <summary>SQLSTATE of the server's error; null while there is none.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Forgets how the piece before ended.</summary>
    public void Begin() => (Tag, ErrorCode, Withheld) = (null, null, null);

    public void Complete(string tag) => Tag = tag;

    public void Withhold(ReadOnlySpan<byte> message) => Withheld = message.ToArray();

    /// <summary><c>INSERT 0 5</c>, <c>UPDATE 3</c>, <c>COPY 7</c>: the last word is a count (manual, section 55.7, CommandComplete).</summary>
    public static long? RowsOf(string tag)
    {
        var space = tag.LastIndexOf(' ');
        return space > 0 && long.TryParse(tag.AsSpan(space + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var rows) ? rows : null;
    }
}
