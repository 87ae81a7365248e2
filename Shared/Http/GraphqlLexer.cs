namespace HoopLike.Shared.Http;

internal enum GraphqlToken { End, Punctuator, Name, Spread, Text, Number, Wrong }

/// <summary>Cuts a GraphQL document into tokens (GraphQL specification, §2.1). What is no token ends it.</summary>
internal ref struct GraphqlLexer(ReadOnlySpan<char> document)
{
    private readonly ReadOnlySpan<char> text = document;
    private int at;

    public GraphqlToken Kind { get; private set; }

    /// <summary>Of a name or a punctuator, its characters.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public readonly bool Is(char punctuator) => Kind == GraphqlToken.Punctuator && Value[0] == punctuator;

    public readonly bool IsName(string name) => Kind == GraphqlToken.Name && Value.SequenceEqual(name);

    public void Next()
    {
        SkipIgnored();
        Value = default;
        if (at >= text.Length)
        {
            Kind = GraphqlToken.End;
            return;
        }

        var c = text[at];
        if (IsNameStart(c)) Take(GraphqlToken.Name, RunOf(IsNamePart));
        else if (text[at..].StartsWith("...", StringComparison.Ordinal)) Take(GraphqlToken.Spread, 3);
        else if ("!$&():=@[]{|}".Contains(c, StringComparison.Ordinal)) Take(GraphqlToken.Punctuator, 1);
        else if (c == '-' || char.IsAsciiDigit(c)) Take(GraphqlToken.Number, RunOf(n => char.IsAsciiLetterOrDigit(n) || n is '-' or '+' or '.'));
        else if (c == '"') Text();
        else Take(GraphqlToken.Wrong, 1);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private readonly int RunOf(Func<char, bool> isPart)
    {
        var end = at + 1;
        while (end < text.Length && isPart(text[end])) end++;
        return end - at;
    }

    private void Take(GraphqlToken kind, int length)
    {
        Kind = kind;
        Value = text.Slice(at, length);
        at += length;
    }

    private void SkipIgnored()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\n' or '\r' or ',' or '\uFEFF')
            {
                at++;
            }
            else if (text[at] == '#')
            {
                var end = text[at..].IndexOfAny('\n', '\r');
                at = end < 0 ? text.Length : at + end;
            }
            else
            {
                return;
            }
        }
    }

    private void Text()
    {
        var isBlock = text[at..].StartsWith("\"\"\"", StringComparison.Ordinal);
        for (var i = at + (isBlock ? 3 : 1); i < text.Length; i++)
        {
            if (isBlock)
            {
                if (text[i..].StartsWith("\\\"\"\"", StringComparison.Ordinal))
                {
                    i += 3;
                }
                else if (text[i..].StartsWith("\"\"\"", StringComparison.Ordinal))
                {
                    Take(GraphqlToken.Text, i + 3 - at);
                    return;
                }
            }
            else if (text[i] is '\n' or '\r')
            {
                break;
            }
            else if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                Take(GraphqlToken.Text, i + 1 - at);
                return;
            }
        }

        Take(GraphqlToken.Wrong, 1);
    }
}
