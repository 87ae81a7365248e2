using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopLike.Shared.Recording;

/// <summary>A text as recorded: whole, as a JSON string; or, where it was longer than <see cref="ValueLimit"/>, its beginning, as <c>{"cut": bytes, "text": …}</c>.</summary>
/// <param name="CutFrom">Bytes that the whole value had, null when this is all of it.</param>
[JsonConverter(typeof(RecordedTextConverter))]
public sealed record RecordedText(string Text, long? CutFrom = null)
{
    /// <summary>Bytes kept of one value.</summary>
    public const int ValueLimit = 8 * 1024;

    public override string ToString() => Text;
}

public sealed class RecordedTextConverter : JsonConverter<RecordedText>
{
    public override RecordedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new RecordedText(reader.GetString()!);
        var cut = JsonElement.ParseValue(ref reader);
        return new RecordedText(cut.GetProperty("text").GetString()!, cut.GetProperty("cut").GetInt64());
    }

    public override void Write(Utf8JsonWriter writer, RecordedText value, JsonSerializerOptions options)
    {
        if (value.CutFrom is not { } whole)
        {
            writer.WriteStringValue(value.Text);
            return;
        }
        writer.WriteStartObject();
        writer.WriteNumber("cut", whole);
        writer.WriteString("text", value.Text);
        writer.WriteEndObject();
    }
}
