namespace HoopLike.Shared.Masking.Tokens;

/// <summary>A token in a text.</summary>
/// <param name="Value">What it stands for.</param>
internal readonly record struct FoundToken(int Offset, int Length, TokenClass Class, byte[] Value)
{
    public int End => Offset + Length;
}

/// <summary>Finds the tokens of a session in bytes of any kind.</summary>
internal static class TokenFinder
{
    /// <summary>The first token at or after <paramref name="from"/>.</summary>
    public static bool TryFind(TokenKey key, ReadOnlySpan<byte> bytes, int from, out FoundToken token)
    {
        token = default;
        if (!key.HasSealed) return false;
        for (var at = from; at < bytes.Length; at++)
        {
            var skip = bytes[at..].IndexOf(TokenText.Prefix);
            if (skip < 0) return false;
            at += skip;
            if (!key.TryOpen(bytes[at..], out var length, out var @class, out var value, out _)) continue;
            token = new FoundToken(at, length, @class, value);
            return true;
        }
        return false;
    }

    public static bool IsAny(TokenKey key, ReadOnlySpan<byte> bytes) => TryFind(key, bytes, 0, out _);

    public static List<FoundToken> All(TokenKey key, ReadOnlySpan<byte> bytes)
    {
        var found = new List<FoundToken>();
        for (var at = 0; TryFind(key, bytes, at, out var token); at = token.End) found.Add(token);
        return found;
    }
}
