using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>The parser's JSON as statements.</summary>
internal static class TreeReading
{
    /// <summary>Levels of JSON, two or so for a level of the tree; deeper trees are refused. An ordinary statement has fewer than 60.</summary>
    public const int DepthLimit = 6_000;

    /// <summary>Levels of JSON that <see cref="SqlShape.ShallowDepth"/> can come to.</summary>
    public const int ShallowLimit = 1_000;

    /// <exception cref="JsonException">Deeper than <paramref name="depthLimit"/>.</exception>
    public static ImmutableArray<SqlStatement> Read(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> utf8, int depthLimit)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = depthLimit });
        var statements = document.RootElement.Items("stmts"u8);
        if (statements.Length == 0) return [];
        var read = ImmutableArray.CreateBuilder<SqlStatement>(statements.Length);
        foreach (var raw in statements.Elements)
        {
            var (offset, length) = Extent(raw, utf8);
            read.Add(new StatementReader().Read(raw.Field("stmt"u8), offset, length));
        }
        return read.MoveToImmutable();
    }

    /// <summary>RawStmt's place, without the white space around it; a length of 0 means to the end.</summary>
    private static (int Offset, int Length) Extent(JsonElement raw, ReadOnlySpan<byte> utf8)
    {
        var offset = Math.Clamp(raw.Number("stmt_location"u8), 0, utf8.Length);
        var length = raw.Number("stmt_len"u8);
        var end = length == 0 ? utf8.Length : Math.Clamp(offset + length, offset, utf8.Length);
        while (offset < end && utf8[offset] <= (byte)' ') offset++;
        while (end > offset && utf8[end - 1] <= (byte)' ') end--;
        return (offset, end - offset);
    }
}
