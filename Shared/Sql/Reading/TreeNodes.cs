using System.Runtime.InteropServices;
using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>The parser leaves out what is null, zero, false or empty: a missing field reads as that.</summary>
internal static class TreeNodes
{
    /// <summary>An undefined element when missing.</summary>
    public static JsonElement Field(this JsonElement node, ReadOnlySpan<byte> name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) ? value : default;

    public static bool Has(this JsonElement node, ReadOnlySpan<byte> name) => node.Field(name).ValueKind != JsonValueKind.Undefined;

    public static string? Text(this JsonElement node, ReadOnlySpan<byte> name) =>
        node.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Is(this JsonElement node, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        node.Field(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    public static bool Flag(this JsonElement node, ReadOnlySpan<byte> name) => node.Field(name).ValueKind == JsonValueKind.True;

    public static int Number(this JsonElement node, ReadOnlySpan<byte> name) =>
        node.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;

    public static TreeList Items(this JsonElement node, ReadOnlySpan<byte> name) => new(node.Field(name));

    /// <summary>The node inside a wrapper like <c>{"RangeVar": {...}}</c>, when it is of that type.</summary>
    public static bool IsNode(this JsonElement wrapper, ReadOnlySpan<byte> type, out JsonElement body)
    {
        body = default;
        return wrapper.ValueKind == JsonValueKind.Object && wrapper.TryGetProperty(type, out body);
    }

    /// <summary>The value of a wrapped String; null for any other node.</summary>
    public static string? AsName(this JsonElement wrapper) => wrapper.IsNode("String"u8, out var body) ? body.Text("sval"u8) ?? "" : null;

    /// <summary>The Strings of a list, or of a wrapped List.</summary>
    public static List<string> Names(this JsonElement list)
    {
        if (list.IsNode("List"u8, out var wrapped)) list = wrapped.Field("items"u8);
        var names = new List<string>();
        foreach (var item in new TreeList(list).Elements)
            if (item.AsName() is { } name) names.Add(name);
        return names;
    }

    /// <summary>Wrappers have one field, named like a type: with a capital.</summary>
    public static bool IsWrapper(this JsonProperty first) => JsonMarshal.GetRawUtf8PropertyName(first) is [>= (byte)'A' and <= (byte)'Z', ..];
}

/// <summary>A list of nodes; empty when the field is missing.</summary>
internal readonly struct TreeList(JsonElement list)
{
    public int Length => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;

    public JsonElement.ArrayEnumerator Elements => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}
