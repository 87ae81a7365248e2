namespace HoopLike.Shared.Policy;

/// <summary><c>schema.name</c>, <c>*</c> for either part; case is ignored, so that a pattern that was not folded as the server folds names is not silently without effect.</summary>
/// <param name="Schema">Null where the pattern has one part only: any schema.</param>
internal readonly record struct NamePattern(string? Schema, string Name)
{
    /// <summary>False for empty parts, for stars inside words and for more than two parts.</summary>
    public static bool TryParse(string text, out NamePattern pattern)
    {
        var parts = text.Split('.');
        pattern = parts.Length switch { 1 => new(null, parts[0]), 2 => new(parts[0], parts[1]), _ => default };
        return parts.Length <= 2 && parts.All(IsPart);
    }

    /// <summary>Errs towards a match: a name without schema may be in any, and <c>*</c> as a name stands for every one.</summary>
    public bool MayMatch(string? schema, string name) =>
        (Name is "*" || name is "*" || string.Equals(Name, name, StringComparison.OrdinalIgnoreCase))
        && (Schema is null or "*" || schema is null || string.Equals(Schema, schema, StringComparison.OrdinalIgnoreCase));

    private static bool IsPart(string part) => part is "*" || (part.Length > 0 && !part.Contains('*', StringComparison.Ordinal) && string.Equals(part, part.Trim(), StringComparison.Ordinal));
}
