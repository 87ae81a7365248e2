using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>Options in parentheses (DefElem), as EXPLAIN and COPY write them.</summary>
internal static class OptionFlag
{
    /// <summary>Whether an option is given and not plainly off. Given more than once, on wins: whichever the server takes, the stricter reading holds.</summary>
    public static bool IsOn(TreeList options, ReadOnlySpan<byte> name)
    {
        foreach (var item in options.Elements)
            if (item.IsNode("DefElem"u8, out var option) && option.Is("defname"u8, name) && !IsOff(option.Field("arg"u8))) return true;
        return false;
    }

    /// <summary>As defGetBoolean reads it: <c>false</c>, <c>off</c>, 0.</summary>
    public static bool IsOff(JsonElement value)
    {
        if (value.IsNode("Boolean"u8, out var boolean)) return !boolean.Flag("boolval"u8);
        if (value.IsNode("Integer"u8, out var integer)) return integer.Number("ival"u8) == 0;
        return value.AsName()?.ToUpperInvariant() is "FALSE" or "OFF";
    }
}
