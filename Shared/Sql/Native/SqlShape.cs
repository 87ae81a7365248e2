using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Native;

/// <summary>
/// Bounds what parsing a text can cost before it is parsed. The native parser recurses once or less a token when it writes its tree (so a chain of 100,000 terms would run over an ordinary stack),
/// and repeats the right side of <c>SET (a, b) = (...)</c> for each column (so nesting them would double the tree each time).
/// </summary>
internal static class SqlShape
{
    /// <summary>A text of more pieces is not parsed: tree and document would take some 300 MB.</summary>
    public const int PieceLimit = 1_000_000;

    /// <summary>Up to here a text is parsed on the caller's own stack: so many levels of the native parser and of the reader take some 150 KiB.</summary>
    public const int ShallowDepth = 200;

    /// <summary>Depth times tokens: reading a document takes time in proportion to it, here up to some half a second.</summary>
    public const long DepthTimesTokensLimit = 10_000_000;

    private const long RepetitionLimit = 4_000_000;

    /// <summary>Never fewer than the tokens in the text, at most twice as many: each word, each number and each other byte that is no space counts one.</summary>
    public static int Pieces(ReadOnlySpan<byte> utf8)
    {
        var pieces = 0;
        var inWord = false;
        foreach (var b in utf8)
        {
            var isWord = b >= 0x80 || char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'$';
            if (isWord ? !inWord : b > (byte)' ') pieces++;
            inWord = isWord;
        }
        return pieces;
    }

    /// <summary>Bytes of stack that a text can need: 129 for a level of two tokens were measured in the native parser, so four times that, and what the reader takes for <see cref="TreeReading.DepthLimit"/>. Only what is used takes memory.</summary>
    public static int StackFor(int pieces) => (16 * 1024 * 1024) + (pieces * 256);

    /// <summary>False when column lists on the left of <c>=</c> after SET would blow the tree up.</summary>
    public static bool IsRepetitionBounded(ReadOnlySpan<byte> utf8, List<SqlToken> tokens)
    {
        long product = Math.Max(1, tokens.Count);
        var opened = new Stack<(bool AfterSet, int Commas)>();
        var before = default(SqlToken);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.IsComment) continue;
            switch (token.Kind)
            {
                case SqlTokenKind.LeftParenthesis:
                    opened.Push((before.Kind == SqlTokenKind.Comma || IsSet(utf8[before.Start..before.End]), 0));
                    break;
                case SqlTokenKind.Comma when opened.TryPop(out var list):
                    opened.Push((list.AfterSet, list.Commas + 1));
                    break;
                case SqlTokenKind.RightParenthesis when opened.TryPop(out var list) && list is { AfterSet: true, Commas: > 0 } && IsFollowedByEqualSign(tokens, i):
                    product *= list.Commas + 1;
                    if (product > RepetitionLimit) return false;
                    break;
                default:
                    break;
            }
            before = token;
        }
        return true;
    }

    private static bool IsSet(ReadOnlySpan<byte> word) => word.Length == 3 && (word[0] | 0x20) == 's' && (word[1] | 0x20) == 'e' && (word[2] | 0x20) == 't';

    private static bool IsFollowedByEqualSign(List<SqlToken> tokens, int at)
    {
        do at++;
        while (at < tokens.Count && tokens[at].IsComment);
        return at < tokens.Count && tokens[at].Kind == SqlTokenKind.EqualSign;
    }
}
