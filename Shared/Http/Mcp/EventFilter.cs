using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>
/// Cuts a stream of server-sent events (WHATWG HTML, section 9.2) into events and hands the data of each to a judge. What it leaves as it is goes on byte by byte, as soon as its empty line is there; of what it changes the other fields
/// stay. In memory: one event. Stateful, one for each stream, not thread-safe.
/// </summary>
/// <param name="judge">Given the data and the event's name (null for none), gives null to leave it, nothing to take it out, or other data.</param>
public sealed class EventFilter(Func<ReadOnlyMemory<byte>, string?, byte[]?> judge)
{
    public const int Longest = JsonBody.Longest;

    private readonly ArrayBufferWriter<byte> block = new(1024);
    private int lineStart;
    private bool isAfterReturn;
    private bool isBegun;
    private bool wasChanged;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="UnreadableBodyException">An event is too long, or the judge cannot tell what it is. Nothing more may be delivered.</exception>
    public void Write(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (isAfterReturn)
            {
                isAfterReturn = false;
                if (input[0] == (byte)'\n')
                {
                    // The second half of a line's end; of the event's last line it comes after the event.
                    if (block.WrittenCount > 0) Append("\n"u8);
                    else if (!wasChanged) output.Write("\n"u8);
                    lineStart = block.WrittenCount;
                    input = input[1..];
                    continue;
                }
            }

            var end = input.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
            {
                Append(input);
                return;
            }

            Append(input[..(end + 1)]);
            isAfterReturn = input[end] == (byte)'\r';
            var isEmpty = LineIsEmpty();
            lineStart = block.WrittenCount;
            if (isEmpty) Dispatch(output);
            input = input[(end + 1)..];
        }
    }

    /// <summary>The stream ended: what has no empty line behind it is judged too, since some clients take it.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        if (block.WrittenCount > 0) Dispatch(output);
    }

    private bool LineIsEmpty()
    {
        var line = block.WrittenSpan[lineStart..^1];
        return line.IsEmpty || (!isBegun && lineStart == 0 && line.SequenceEqual(ByteOrderMark));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (block.WrittenCount + bytes.Length > Longest) throw new UnreadableBodyException($"An event of the stream is larger than {Longest / 1024 / 1024} MiB.");
        block.Write(bytes);
    }

    private void Dispatch(IBufferWriter<byte> output)
    {
        var bytes = block.WrittenMemory;
        if (!isBegun && bytes.Span.StartsWith(ByteOrderMark))
        {
            output.Write(ByteOrderMark);
            bytes = bytes[ByteOrderMark.Length..];
        }

        isBegun = true;
        var (data, name, others) = Read(bytes.Span);
        var changed = data is null ? null : judge(data, name);
        wasChanged = changed is not null;
        if (changed is null) output.Write(bytes.Span);
        else if (changed.Length > 0 || others.Any(o => o.StartsWith("id", StringComparison.Ordinal) || o.StartsWith("retry", StringComparison.Ordinal))) WriteChanged(changed, others, output);
        block.ResetWrittenCount();
        lineStart = 0;
    }

    /// <summary>Where no data is left the position in the stream and the time of a reconnection still count.</summary>
    private static void WriteChanged(byte[] changed, List<string> others, IBufferWriter<byte> output)
    {
        foreach (var line in others)
        {
            output.Write(Encoding.UTF8.GetBytes(line));
            output.Write("\n"u8);
        }

        if (changed.Length > 0) McpReply.WriteData(changed, output);
        output.Write("\n"u8);
    }

    private static (byte[]? Data, string? Name, List<string> Others) Read(ReadOnlySpan<byte> bytes)
    {
        ArrayBufferWriter<byte>? data = null;
        string? name = null;
        var others = new List<string>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (line.IsEmpty) continue;
            var colon = line.IndexOf((byte)':');
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? [] : line[(colon + 1)..];
            if (value is [(byte)' ', ..]) value = value[1..];
            if (field.SequenceEqual("data"u8))
            {
                if (data is null) data = new ArrayBufferWriter<byte>(Math.Max(16, value.Length));
                else data.Write("\n"u8);
                data.Write(value);
                continue;
            }

            if (field.SequenceEqual("event"u8)) name = Encoding.UTF8.GetString(value);
            others.Add(Encoding.UTF8.GetString(line));
        }

        return (data?.WrittenSpan.ToArray(), name, others);
    }
}
