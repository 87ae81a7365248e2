using System.Buffers;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>JSON lines (NDJSON): each line is a document of its own, of <see cref="LineLimit"/> bytes at most; deltas of models are joined as they are in events.</summary>
internal sealed class JsonLinesBodyMask : BodyMask
{
    public const int LineLimit = EventStreamBodyMask.EventLimit;

    private readonly EventData data;
    private readonly ArrayBufferWriter<byte> line = new(1024);
    private readonly ArrayBufferWriter<byte> masked = new(1024);
    private IBufferWriter<byte> output = null!;

    public JsonLinesBodyMask(BodyRules.Side rules) => data = new EventData(rules, WriteExtra);

    private protected override void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        this.output = output;
        while (!input.IsEmpty)
        {
            var end = input.IndexOf((byte)'\n');
            var part = end < 0 ? input : input[..end];
            if (line.WrittenCount + part.Length > LineLimit) throw new UnreadableBodyException($"A line of JSON is larger than {LineLimit / 1024 / 1024} MiB.");
            line.Write(part);
            if (end < 0) break;
            EndLine(isLast: false);
            output.Write("\n"u8);
            input = input[(end + 1)..];
        }
        Masked = data.Masked;
    }

    private protected override void Finish(IBufferWriter<byte> output)
    {
        this.output = output;
        EndLine(isLast: true);
        data.End();
        Masked = data.Masked;
    }

    private void EndLine(bool isLast)
    {
        if (line.WrittenSpan.TrimEnd(" \t\r"u8).IsEmpty) output.Write(line.WrittenSpan);
        else
        {
            masked.ResetWrittenCount();
            if (!data.TryMaskJson(line.WrittenSpan, null, isLast, masked)) throw new UnreadableBodyException("A line of the body is not valid JSON.");
            output.Write(masked.WrittenSpan);
        }
        line.ResetWrittenCount();
    }

    private void WriteExtra(string? name, ReadOnlySpan<byte> json)
    {
        output.Write(json.TrimEnd("\r"u8));
        output.Write("\n"u8);
    }
}
