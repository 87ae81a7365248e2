namespace HoopLike.Shared.Http;

/// <summary>A text in which <c>*</c> stands for any run of characters; all else for itself, in any case.</summary>
internal static class TextGlob
{
    public static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> text, bool ignoreCase = true)
    {
        var (g, t, star, from) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                (star, from) = (g++, t);
            }
            else if (g < glob.Length && (glob[g] == text[t] || (ignoreCase && char.ToUpperInvariant(glob[g]) == char.ToUpperInvariant(text[t]))))
            {
                g++;
                t++;
            }
            else if (star >= 0)
            {
                g = star + 1;
                t = ++from;
            }
            else
            {
                return false;
            }
        }

        return !glob[g..].ContainsAnyExcept('*');
    }
}
