using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Captures what a session's target answers: rows and COPY bytes up to the connection's limit for each operation, of all of it the counts and the digest. Reused over the session, no
/// allocation per row. Not thread-safe: it belongs to the direction that brings answers.</summary>
public sealed class ResultCapture : IDisposable
{
    // Captured JSON that is not in a record yet; one row more at worst stays below a record's largest payload.
    private const int CapturedBytes = 128 * 1024;

    private readonly SessionRecorder recorder;
    private readonly ResultColumns columns = new();
    private readonly ResultDigest digest = new();
    private readonly JsonBytes values = new();
    private readonly CopyLines lines = new();
    private long op;
    private int statement;
    private int left;
    private long rows;
    private long bytes;
    private long maskedValues;
    private long durationMicros;
    private bool isOpen;
    private bool isCopy;
    private bool isTruncated;
    private bool hasNews;

    internal ResultCapture(SessionRecorder recorder) => this.recorder = recorder;

    /// <summary>A result begins. One that is still open is recorded as broken off.</summary>
    /// <param name="statementIndex">Which statement of the operation's text.</param>
    /// <param name="names">Of the columns; empty for results without rows, and for COPY.</param>
    /// <param name="types">Type and format (0 text, 1 binary) of the columns.</param>
    /// <param name="resultLimit">Bytes of masked result kept; all results of one operation share it.</param>
    public void Begin(long op, int statementIndex, ReadOnlySpan<string> names, ReadOnlySpan<(uint TypeOid, short Format)> types, int resultLimit)
    {
        Abandon();
        if (this.op != op) left = resultLimit;
        this.op = op;
        statement = statementIndex;
        columns.Set(names, types);
        rows = bytes = maskedValues = durationMicros = 0;
        isCopy = isTruncated = hasNews = false;
        isOpen = true;
    }

    /// <summary>One row, masked.</summary>
    /// <param name="dataRowBody">As in DataRow (PostgreSQL manual, section 55.7) after its length: Int16 count, then for each value Int32 length and bytes, -1 for NULL.</param>
    /// <exception cref="InvalidDataException">The body is no such thing: the session must end.</exception>
    public void Row(ReadOnlySpan<byte> dataRowBody, int maskedValues)
    {
        Count(dataRowBody, 1, maskedValues);
        if (!Keeps(dataRowBody.Length)) return;
        if (values.Length > 0) values.Raw((byte)',');
        RowJson.Write(values, dataRowBody, columns);
        if (values.Length > CapturedBytes) Flush();
    }

    /// <summary>Bytes of a COPY stream, masked, cut anywhere.</summary>
    /// <param name="rows">How many rows ended in them.</param>
    public void CopyBytes(ReadOnlySpan<byte> masked, long rows, int maskedValues)
    {
        isCopy = true;
        Count(masked, rows, maskedValues);
        while (!masked.IsEmpty && !isTruncated)
        {
            var piece = masked[..Math.Min(Math.Min(masked.Length, left), CapturedBytes / JsonText.WorstExpansion)];
            if (!Keeps(Math.Max(piece.Length, 1))) break;
            lines.Add(values, piece);
            masked = masked[piece.Length..];
            if (values.Length > CapturedBytes) Flush();
        }
    }

    /// <summary>Appends a record of what came since the last one: call it, and commit, before delivering part of a result.</summary>
    public void Flush()
    {
        if (!isOpen || !hasNews) return;
        lines.Close(values);
        recorder.Append(RecordKind.Rows, this);
        values.CutTo(0);
        columns.AreWritten = true;
        hasNews = false;
    }

    /// <summary>Ends the result and appends its record.</summary>
    /// <param name="commandTag">As CommandComplete says; <c>PortalSuspended</c> where a row limit ended it.</param>
    public void Complete(string commandTag, long durationMicros)
    {
        columns.Tag.CutTo(0);
        columns.Tag.Text(commandTag.AsSpan(0, Math.Min(commandTag.Length, ResultColumns.TagLimit)));
        End(durationMicros);
    }

    /// <inheritdoc cref="Complete(string, long)"/>
    public void Complete(ReadOnlySpan<byte> commandTag, long durationMicros)
    {
        columns.Tag.CutTo(0);
        columns.Tag.Text(commandTag[..Math.Min(commandTag.Length, ResultColumns.TagLimit)]);
        End(durationMicros);
    }

    /// <summary>The result broke off (error, cancel, lost target): records what was captured, without a tag. Nothing where no result is open.</summary>
    public void Abandon()
    {
        if (!isOpen) return;
        columns.Tag.CutTo(0);
        End(0);
    }

    public void Dispose()
    {
        isOpen = false;
        digest.Dispose();
        values.Release();
        lines.Dispose();
        columns.Release();
    }

    /// <summary>Writes the payload; the recorder calls it with its lock held.</summary>
    internal void Write(RecordKind kind, JsonBytes json)
    {
        json.Raw("{\"op\":"u8);
        json.Number(op);
        json.Raw(",\"statement\":"u8);
        json.Number(statement);
        columns.Write(json);
        if (values.Length > 0)
        {
            json.Raw(isCopy ? ",\"lines\":["u8 : ",\"values\":["u8);
            json.Raw(values.Written);
            json.Raw((byte)']');
            if (lines.IsInside) json.Raw(",\"continues\":true"u8);
        }
        json.Raw(",\"rows\":"u8);
        json.Number(rows);
        json.Raw(",\"bytes\":"u8);
        json.Number(bytes);
        if (kind == RecordKind.Result) WriteEnd(json);
        else if (isTruncated)
        {
            json.Raw(",\"sha256\":"u8);
            digest.WriteCurrent(json);
        }
        json.Raw((byte)'}');
    }

    private void WriteEnd(JsonBytes json)
    {
        json.Raw(",\"sha256\":"u8);
        digest.WriteFinal(json);
        json.Raw(",\"truncated\":"u8);
        json.Boolean(isTruncated);
        json.Raw(",\"maskedValues\":"u8);
        json.Number(maskedValues);
        json.Raw(",\"durationMicros\":"u8);
        json.Number(durationMicros);
        if (columns.Tag.Length == 0) return;
        json.Raw(",\"tag\":"u8);
        json.Raw(columns.Tag.Written);
    }

    private void End(long micros)
    {
        durationMicros = micros;
        lines.Close(values);
        isOpen = false;
        recorder.Append(RecordKind.Result, this);
        lines.Reset();
        values.Release();
        columns.Tag.Release();
    }

    private void Count(ReadOnlySpan<byte> delivered, long newRows, int newMaskedValues)
    {
        rows += newRows;
        bytes += delivered.Length;
        maskedValues += newMaskedValues;
        hasNews = true;
        digest.Append(delivered);
    }

    private bool Keeps(int length)
    {
        if (!isTruncated && length <= left) left -= length;
        else isTruncated = true;
        return !isTruncated;
    }
}
