using System.Buffers;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql;

/// <summary>A string constant in a text: all of it, and what stands between its quotes as it is written there. Offsets in bytes.</summary>
internal readonly record struct SqlLiteral(int Start, int End, int ContentStart, int ContentEnd);

/// <summary>String constants of a text, and how one is written.</summary>
internal static class SqlLiterals
{
    /// <summary>Those in the forms <c>'...'</c>, <c>E'...'</c> and <c>$tag$...$tag$</c>. False where the text cannot be cut into tokens.</summary>
    public static bool TryFind(ReadOnlySpan<byte> utf8, out List<SqlLiteral> literals)
    {
        literals = [];
        if (!SqlTokens.TryScan(utf8, out var tokens)) return false;
        foreach (var token in tokens)
            if (token.Kind == SqlTokenKind.String && token.End <= utf8.Length && TryRead(utf8, token, out var literal)) literals.Add(literal);
        return true;
    }

    /// <summary>A constant that means the same whatever standard_conforming_strings and backslash_quote say (manual, section 4.1.2.1): quotes are doubled, and where there is a backslash it is an escape string.</summary>
    public static void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var isEscaped = value.Contains((byte)'\\');
        // The blank keeps the E from what stands before it.
        output.Write(isEscaped ? " E'"u8 : "'"u8);
        foreach (var b in value)
        {
            if (b == (byte)'\'' || (isEscaped && b == (byte)'\\')) output.Write([b]);
            output.Write([b]);
        }
        output.Write("'"u8);
    }

    private static bool TryRead(ReadOnlySpan<byte> utf8, SqlToken token, out SqlLiteral literal)
    {
        literal = default;
        var whole = utf8[token.Start..token.End];
        if (whole.Length < 2) return false;
        var open = 1;
        var close = 1;
        if (whole[0] == (byte)'$') open = close = whole[1..].IndexOf((byte)'$') + 2;
        else if (whole[0] is (byte)'E' or (byte)'e') open = 2;
        if (whole.Length < open + close) return false;
        literal = new SqlLiteral(token.Start, token.End, token.Start + open, token.End - close);
        return true;
    }
}
