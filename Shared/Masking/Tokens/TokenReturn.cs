using System.Buffers;
using System.Collections.Immutable;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>
/// Turns tokens in a statement's text back into the values that they stand for, where they are compared with a column of the rule that they come from, and refuses them everywhere else: so none is ever stored, and none
/// is turned into something that the client can read. What is no token of this session passes as the text that it is.
/// </summary>
public static class TokenReturn
{
    /// <param name="text">The statement's text as the client sent it, in an encoding in which ASCII is ASCII.</param>
    /// <param name="comparands">Of the whole text. Default where its meaning is not known.</param>
    public static TokenOutcome InText(ReadOnlySpan<byte> text, ImmutableArray<TokenComparand> comparands, TokenKey key)
    {
        var tokens = TokenFinder.All(key, text);
        if (tokens.Count == 0) return TokenOutcome.None;
        if (comparands.IsDefault) return TokenOutcome.Unreadable;
        if (comparands.IsEmpty) return TokenOutcome.Misplaced;
        if (!SqlLiterals.TryFind(text, out var literals)) return TokenOutcome.Unreadable;

        var output = new ArrayBufferWriter<byte>(text.Length + 256);
        var copied = 0;
        foreach (var literal in literals)
        {
            if (!tokens.Exists(t => t.Offset >= literal.Start && t.End <= literal.End)) continue;
            var rules = comparands.Where(c => c.Offset == literal.Start).Select(c => TokenClass.Of(c.Rule)).ToArray();
            if (rules.Length == 0) return TokenOutcome.Misplaced;
            output.Write(text[copied..literal.Start]);
            if (!TryWrite(text[literal.ContentStart..literal.ContentEnd], rules, key, output)) return TokenOutcome.Misplaced;
            copied = literal.End;
            tokens.RemoveAll(t => t.Offset >= literal.Start && t.End <= literal.End);
        }
        if (tokens.Count > 0) return TokenOutcome.Misplaced;
        output.Write(text[copied..]);
        return new TokenOutcome(output.WrittenSpan.ToArray());
    }

    /// <summary>One token, or an array of them.</summary>
    private static bool TryWrite(ReadOnlySpan<byte> content, TokenClass[] rules, TokenKey key, IBufferWriter<byte> output)
    {
        if (TokenValue.TryTurnBack(content, rules, key) is { } value)
        {
            SqlLiterals.Write(value, output);
            return true;
        }
        if (content.ContainsAny((byte)'\'', (byte)'\\') || TokenValue.TryTurnBackText(content, rules, key) is not { } array) return false;
        SqlLiterals.Write(array, output);
        return true;
    }
}
