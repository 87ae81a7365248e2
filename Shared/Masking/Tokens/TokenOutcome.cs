namespace HoopLike.Shared.Masking.Tokens;

/// <summary>What became of the tokens in what a client sent: nothing where there were none, else the same with the real values, or a refusal.</summary>
/// <param name="Bytes">In place of what the client sent; null where that may go on as it is.</param>
/// <param name="Refusal">Why it may not go on, in words for the caller.</param>
/// <param name="Hint">What the caller may do instead.</param>
public sealed record TokenOutcome(byte[]? Bytes, string? Refusal = null, string? Hint = null)
{
    /// <summary>There is no token in it.</summary>
    public static TokenOutcome None { get; } = new((byte[]?)null);

    /// <summary>A token stands where it would be stored, shown, or compared with something else than what it came from.</summary>
    public static TokenOutcome Misplaced { get; } = new(
        null,
        "a token may only be compared with a column that the rule masks from which it came",
        "Use it as WHERE column = token, column IN (tokens), column = ANY(tokens) or column IS NOT DISTINCT FROM token, as a constant or a parameter of its own; as a parameter only where the statement writes or calls what somebody wrote. Where the rule forbids its columns in predicates, its tokens cannot be looked up.");

    /// <summary>What the text means is not known, so that nobody can say where its tokens stand.</summary>
    public static TokenOutcome Unreadable { get; } = new(null, "there is a token in a text whose meaning the access gateway cannot read", "Send the statement with the token by itself.");
}
