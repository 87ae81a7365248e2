namespace HoopLike.Shared.Http;

/// <summary>One line of a header. Names are compared without regard to case; a name may be there several times.</summary>
public readonly record struct HttpHeader(string Name, string Value)
{
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A token of RFC 9110 §5.6.2.</summary>
    public static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>The name is left out of nothing, the value is: it may be a credential.</summary>
    public override string ToString() => Name;
}
