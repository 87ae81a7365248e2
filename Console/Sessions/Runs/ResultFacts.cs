using System.Text.Json;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>The few members of a result's payload that are indexed: the rest, which may be long, is skipped, not read.</summary>
/// <param name="Part">Of SQL the index of the statement; of HTTP 0 for what was sent and 1 for what came back.</param>
internal readonly record struct ResultFacts(long Op, int Part, long Bytes, long MaskedValues)
{
    /// <exception cref="JsonException">The payload is of another kind.</exception>
    public static ResultFacts Read(ReadOnlySpan<byte> payload)
    {
        var facts = default(ResultFacts);
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isOp, isPart, isBytes, isMasked) = (reader.ValueTextEquals("op"u8), reader.ValueTextEquals("statement"u8), reader.ValueTextEquals("bytes"u8), reader.ValueTextEquals("maskedValues"u8));
            reader.Read();
            if (isOp) facts = facts with { Op = reader.GetInt64() };
            else if (isPart) facts = facts with { Part = reader.GetInt32() };
            else if (isBytes) facts = facts with { Bytes = reader.GetInt64() };
            else if (isMasked) return facts with { MaskedValues = reader.GetInt64() };
            else reader.Skip();
        }

        return facts;
    }
}
