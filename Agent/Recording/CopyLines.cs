using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Cuts a COPY stream, which comes in pieces cut anywhere, into lines: JSON strings with commas between them. The binary format becomes pieces of hex.</summary>
internal sealed class CopyLines : IDisposable
{
    private const int HexPiece = RecordedText.ValueLimit / 2;

    private readonly JsonBytes line = new();
    private long lineLength;
    private bool isStarted;
    private bool isBinary;

    // PostgreSQL manual, COPY, "Binary Format": the signature is chosen so that it is no text.
    private static ReadOnlySpan<byte> BinarySignature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    /// <summary>The last line that <see cref="Close"/> wrote goes on.</summary>
    public bool IsInside { get; private set; }

    public void Add(JsonBytes to, ReadOnlySpan<byte> bytes)
    {
        if (!isStarted) isBinary = bytes.StartsWith(BinarySignature);
        isStarted = true;
        IsInside = false;
        if (isBinary)
        {
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, HexPiece)..])
            {
                Separate(to);
                to.Hex(bytes[..Math.Min(bytes.Length, HexPiece)]);
            }
            return;
        }
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (end >= 0 && lineLength == 0)
            {
                Separate(to);
                to.Value(part);
                continue;
            }
            line.Raw(part[..Math.Min(part.Length, RecordedText.ValueLimit - line.Length)]);
            lineLength += part.Length;
            if (end >= 0) EndLine(to);
        }
    }

    /// <summary>Writes a line that has begun, because what follows comes in another record or never.</summary>
    public void Close(JsonBytes to)
    {
        IsInside = lineLength > 0;
        if (IsInside) EndLine(to);
    }

    public void Reset()
    {
        line.Release();
        lineLength = 0;
        isStarted = isBinary = IsInside = false;
    }

    public void Dispose() => Reset();

    private void EndLine(JsonBytes to)
    {
        Separate(to);
        if (lineLength > line.Length) to.Cut(line.Written, lineLength);
        else to.Text(line.Written);
        line.CutTo(0);
        lineLength = 0;
    }

    private static void Separate(JsonBytes to)
    {
        if (to.Length > 0) to.Raw((byte)',');
    }
}
