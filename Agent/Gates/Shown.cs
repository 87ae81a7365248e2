namespace HoopLike.Agent.Gates;

/// <summary>Text that came from outside, made fit for a message.</summary>
internal static class Shown
{
    /// <summary>Enough to recognise an issuer or an audience by.</summary>
    private const int Limit = 120;

    public static string Quoted(string text)
    {
        var cut = text.Length > Limit ? text[..Limit] + "…" : text;
        return "\"" + string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + "\"";
    }
}
