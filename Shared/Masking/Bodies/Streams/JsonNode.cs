using System.Text;
using System.Text.Json;
using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>A value of an event's data, with the place where it stands in the bytes.</summary>
/// <param name="name">Of a member; null of an element.</param>
/// <param name="index">Of an element; -1 of a member.</param>
internal sealed class JsonNode(string? name, int index, JsonNode? parent, JsonTokenType type, int start)
{
    /// <summary>Longer strings say nothing of an event's kind.</summary>
    private const int WordLimit = 128;

    public string? Name => name;

    public int Index => index;

    public JsonNode? Parent => parent;

    public JsonTokenType Type => type;

    public int Start => start;

    public int End { get; private set; }

    public List<JsonNode> Children { get; } = [];

    /// <summary>Of a short string what it stands for; of a number, true, false and null as they are spelled.</summary>
    public string? Word { get; private init; }

    /// <summary>The last member of that name counts, as it does for clients.</summary>
    public JsonNode? this[string member] => Children.FindLast(c => string.Equals(c.Name, member, StringComparison.Ordinal));

    /// <summary>Null where it is no JSON document.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> data)
    {
        if (!MayBe(data)) return null;
        try
        {
            return Read(data);
        }
        catch (JsonException)
        {
            // Not being JSON is what was asked.
            return null;
        }
    }

    /// <summary>Whether it is a JSON document, without a look at what it says.</summary>
    public static bool IsDocument(ReadOnlySpan<byte> data)
    {
        if (!MayBe(data)) return false;
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = JsonMasking.DepthLimit });
            var isAny = false;
            while (reader.Read()) isAny = true;
            return isAny;
        }
        catch (JsonException)
        {
            // As above.
            return false;
        }
    }

    /// <summary>Whether it could be a JSON document, by its ends: an exception for each event that is text would be dear.</summary>
    public static bool MayBe(ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty) return false;
        return data[0] switch
        {
            (byte)'{' => data[^1] == (byte)'}',
            (byte)'[' => data[^1] == (byte)']',
            (byte)'"' => data.Length > 1 && data[^1] == (byte)'"',
            _ => JsonWords.IsLiteral(data) || JsonWords.IsNumber(data),
        };
    }

    private static JsonNode? Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = JsonMasking.DepthLimit });
        JsonNode? root = null, around = null;
        string? member = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = Text(reader.ValueSpan, reader.ValueSpan.Length);
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                around!.End = (int)reader.BytesConsumed;
                around = around.Parent;
                continue;
            }
            var isOpening = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            var node = new JsonNode(member, around is { Type: JsonTokenType.StartArray } ? around.Children.Count : -1, around, reader.TokenType, (int)reader.TokenStartIndex)
            {
                End = (int)reader.BytesConsumed,
                Word = isOpening ? null : Text(reader.ValueSpan, WordLimit),
            };
            around?.Children.Add(node);
            root ??= node;
            if (isOpening) around = node;
            member = null;
        }
        return root;
    }

    private static string? Text(ReadOnlySpan<byte> raw, int limit)
    {
        if (raw.Length > limit) return null;
        using var read = new SearchedText(raw, onlyUnicode: false);
        return Encoding.UTF8.GetString(read.Text);
    }
}
