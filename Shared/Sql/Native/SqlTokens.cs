using System.Buffers;

namespace HoopLike.Shared.Sql.Native;

/// <summary>Token numbers of pg_query.proto; punctuation is its ASCII code.</summary>
internal enum SqlTokenKind
{
    LeftParenthesis = '(',
    RightParenthesis = ')',
    Comma = ',',
    Dot = '.',
    Semicolon = ';',
    EqualSign = '=',
    LeftBracket = '[',
    RightBracket = ']',
    Name = 258,
    UnicodeName = 259,
    Float = 260,
    String = 261,
    UnicodeString = 262,
    BitString = 263,
    HexString = 264,
    Integer = 266,
    Parameter = 267,
    LineComment = 275,
    BlockComment = 276,
}

/// <summary>A token of PostgreSQL's own lexer; offsets in bytes, the end excluded.</summary>
internal readonly record struct SqlToken(int Start, int End, SqlTokenKind Kind)
{
    public bool IsComment => Kind is SqlTokenKind.LineComment or SqlTokenKind.BlockComment;

    public bool IsNumber => Kind is SqlTokenKind.Integer or SqlTokenKind.Float;

    public bool IsQuoted => Kind is SqlTokenKind.String or SqlTokenKind.UnicodeString or SqlTokenKind.BitString or SqlTokenKind.HexString;
}

/// <summary>Cuts SQL into tokens with PostgreSQL's own lexer.</summary>
internal static unsafe class SqlTokens
{
    /// <param name="utf8">Without a zero byte.</param>
    /// <returns>False when the text cannot be cut (an open quote, say).</returns>
    public static bool TryScan(ReadOnlySpan<byte> utf8, out List<SqlToken> tokens)
    {
        var terminated = ArrayPool<byte>.Shared.Rent(utf8.Length + 1);
        try
        {
            utf8.CopyTo(terminated);
            terminated[utf8.Length] = 0;
            fixed (byte* text = terminated) return Scan(PgQueryLibrary.Instance, text, out tokens);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(terminated, clearArray: true);
        }
    }

    /// <param name="text">Terminated by a zero byte.</param>
    /// <returns>False when the text cannot be cut (an open quote, say).</returns>
    public static bool Scan(PgQueryLibrary library, byte* text, out List<SqlToken> tokens)
    {
        tokens = [];
        var result = library.Scan(text);
        try
        {
            return result.Error is null && TryRead(new ReadOnlySpan<byte>(result.Data, checked((int)result.Length)), tokens);
        }
        finally
        {
            library.Free(result);
        }
    }

    /// <summary>ScanResult { int32 version = 1; repeated ScanToken tokens = 2; }</summary>
    private static bool TryRead(ReadOnlySpan<byte> message, List<SqlToken> tokens)
    {
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var value = Varint(ref message);
            if (key == ((1 << 3) | 0)) continue;
            if (key != ((2 << 3) | 2) || value > (ulong)message.Length) return false;
            if (!TryReadToken(message[..(int)value], out var token)) return false;
            tokens.Add(token);
            message = message[(int)value..];
        }
        return true;
    }

    /// <summary>ScanToken { int32 start = 1; int32 end = 2; Token token = 4; KeywordKind keyword_kind = 5; }</summary>
    private static bool TryReadToken(ReadOnlySpan<byte> message, out SqlToken token)
    {
        int start = 0, end = 0, kind = 0;
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var value = (int)Varint(ref message);
            switch (key >> 3)
            {
                case 1: start = value; break;
                case 2: end = value; break;
                case 4: kind = value; break;
                default: break;
            }
        }
        token = new SqlToken(start, end, (SqlTokenKind)kind);
        return start >= 0 && end >= start;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; !message.IsEmpty && shift < 64; shift += 7)
        {
            var b = message[0];
            message = message[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) break;
        }
        return value;
    }
}
