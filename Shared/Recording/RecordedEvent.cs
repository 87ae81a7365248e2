using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HoopLike.Shared.Recording;

/// <summary>A record read back.</summary>
/// <param name="Payload">A JSON object in UTF-8.</param>
public sealed record RecordedEvent(long Sequence, RecordKind Kind, DateTimeOffset At, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload as one of the records in RecordedEvents.cs.</summary>
    /// <exception cref="JsonException">The payload is of another kind.</exception>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Payload.Span, RecordingJson.Options) ?? throw new JsonException("The payload is null.");

    /// <summary>Writes the event as one line of NDJSON: sequence, kind and time, then the payload's own members.</summary>
    public void WriteLine(IBufferWriter<byte> to)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"{{\"sequence\":{Sequence},\"kind\":\"{WordOf(Kind)}\",\"at\":\"{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}\"");
        to.Write(System.Text.Encoding.UTF8.GetBytes(start));
        if (Payload.Length > 2) to.Write(","u8);
        to.Write(Payload.Span[1..]);
        to.Write("\n"u8);
    }

    public static string WordOf(RecordKind kind) => Enum.IsDefined(kind) ? JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()) : $"unknown-{(byte)kind}";

    public static RecordedEvent Of(RecordView record) => new(record.Header.Sequence, record.Header.Kind, record.Header.At, record.Payload.ToArray());
}
