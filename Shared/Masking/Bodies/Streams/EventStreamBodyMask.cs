using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>
/// Server-sent events (WHATWG HTML, section 9.2): each event goes on as soon as its empty line is there, with its fields, comments and ends of lines as they came. In memory: one event (<see cref="EventLimit"/>) and, of
/// each text that comes in deltas, what may be part of a finding.
/// </summary>
internal sealed class EventStreamBodyMask : BodyMask
{
    public const int EventLimit = 8 * 1024 * 1024;

    private readonly BodyRules.Side rules;
    private readonly EventData data;
    private readonly ArrayBufferWriter<byte> block = new(1024);
    private readonly ArrayBufferWriter<byte> joined = new(256);
    private readonly ArrayBufferWriter<byte> masked = new(256);
    private readonly List<EventLine> lines = [];
    private IBufferWriter<byte> output = null!;
    private byte[] lastName = [];
    private string? spelled;
    private string newLine = "\n";
    private int lineStart;
    private bool isCarriageReturn;
    private long findings;

    public EventStreamBodyMask(BodyRules.Side rules)
    {
        this.rules = rules;
        data = new EventData(rules, WriteExtra);
    }

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        this.output = output;
        while (!input.IsEmpty)
        {
            if (isCarriageReturn)
            {
                isCarriageReturn = false;
                if (input[0] == (byte)'\n')
                {
                    // The event went on with its CR.
                    if (block.WrittenCount == 0) output.Write("\n"u8);
                    else Append("\n"u8);
                    lineStart = block.WrittenCount;
                    input = input[1..];
                    continue;
                }
            }
            var end = input.IndexOfAny((byte)'\r', (byte)'\n');
            Append(end < 0 ? input : input[..end]);
            if (end < 0) break;
            EndLine(input[end]);
            input = input[(end + 1)..];
        }
        Masked = data.Masked + findings;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        this.output = output;
        if (block.WrittenCount > lineStart) lines.Add(new EventLine(lineStart, block.WrittenCount));
        if (lines.Count > 0) Dispatch(isLast: true);
        else data.End();
        Masked = data.Masked + findings;
    }

    private void EndLine(byte sign)
    {
        var line = new EventLine(lineStart, block.WrittenCount);
        Append([sign]);
        lineStart = block.WrittenCount;
        isCarriageReturn = sign == (byte)'\r';
        if (line.End > line.Start) lines.Add(line);
        else Dispatch(isLast: false);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (block.WrittenCount + bytes.Length > EventLimit) throw new UnreadableBodyException($"An event of the stream is larger than {EventLimit / 1024 / 1024} MiB.");
        block.Write(bytes);
    }

    private void Dispatch(bool isLast)
    {
        var bytes = block.WrittenSpan;
        masked.ResetWrittenCount();
        var (count, name) = (0, (string?)null);
        if (lines.Count > 0) newLine = NewLine(bytes[lines[0].End..]);
        ReadOnlySpan<byte> text = [];
        foreach (var line in lines)
        {
            if (line.Is("event"u8, bytes)) name = Name(line.Value(bytes));
            if (!line.Is("data"u8, bytes)) continue;
            if (count++ == 0)
            {
                text = line.Value(bytes);
                continue;
            }
            if (count == 2)
            {
                joined.ResetWrittenCount();
                joined.Write(text);
            }
            joined.Write("\n"u8);
            joined.Write(line.Value(bytes));
            text = joined.WrittenSpan;
        }
        if (count > 0) data.Mask(text, name, isLast, masked);
        else if (isLast) data.End();
        WriteLines(bytes);
        block.ResetWrittenCount();
        lines.Clear();
        lineStart = 0;
    }

    /// <summary>As they came, with the data masked. Where that has fewer lines, the last ones are left out.</summary>
    private void WriteLines(ReadOnlySpan<byte> bytes)
    {
        var rest = masked.WrittenSpan;
        var (hasMore, at) = (true, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var next = Math.Min(bytes.Length, line.End + NewLine(bytes[line.End..]).Length);
            if (!line.Is("data"u8, bytes)) WriteOther(bytes[at..line.End]);
            else if (hasMore)
            {
                output.Write(bytes[at..line.ValueStart(bytes)]);
                var end = rest.IndexOf((byte)'\n');
                output.Write(end < 0 ? rest : rest[..end]);
                hasMore = end >= 0;
                rest = hasMore ? rest[(end + 1)..] : [];
            }
            else
            {
                at = next;
                continue;
            }
            output.Write(bytes[line.End..next]);
            at = next;
        }
        output.Write(bytes[at..]);
    }

    /// <summary>Most events of a stream have one of a few names, and the one before had the same.</summary>
    private string Name(ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(lastName) || spelled is null) (lastName, spelled) = (text.ToArray(), Encoding.UTF8.GetString(text));
        return spelled;
    }

    private static string NewLine(ReadOnlySpan<byte> behind) => behind.StartsWith("\r\n"u8) ? "\r\n" : behind.StartsWith("\r"u8) ? "\r" : "\n";

    private void WriteOther(ReadOnlySpan<byte> line)
    {
        var outcome = rules.Detectors.IsEmpty ? MaskOutcome.Unchanged : rules.Detectors.Mask(line, output);
        if (outcome == MaskOutcome.Unchanged) output.Write(line);
        else findings++;
        if (outcome == MaskOutcome.Null) output.Write(": [redacted]"u8);
    }

    private void WriteExtra(string? name, ReadOnlySpan<byte> json)
    {
        if (name is not null)
        {
            output.Write("event: "u8);
            output.Write(Encoding.UTF8.GetBytes(name));
            output.Write(Encoding.ASCII.GetBytes(newLine));
        }
        for (var isFirst = true; isFirst || !json.IsEmpty; isFirst = false)
        {
            var end = json.IndexOf((byte)'\n');
            output.Write("data: "u8);
            output.Write(end < 0 ? json : json[..end]);
            output.Write(Encoding.ASCII.GetBytes(newLine));
            json = end < 0 ? [] : json[(end + 1)..];
        }
        output.Write(Encoding.ASCII.GetBytes(newLine));
    }

    /// <summary>A line of an event, without its end.</summary>
    private readonly record struct EventLine(int Start, int End)
    {
        public bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> block)
        {
            var line = block[Start..End];
            return line.StartsWith(field) && (line.Length == field.Length || line[field.Length] == (byte)':');
        }

        /// <summary>Behind the colon and the one space that may follow it.</summary>
        public int ValueStart(ReadOnlySpan<byte> block)
        {
            var colon = block[Start..End].IndexOf((byte)':');
            if (colon < 0) return End;
            var at = Start + colon + 1;
            return at < End && block[at] == (byte)' ' ? at + 1 : at;
        }

        public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> block) => block[ValueStart(block)..End];
    }
}
