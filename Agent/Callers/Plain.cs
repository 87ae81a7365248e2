using System.Globalization;
using System.Text;

namespace HoopLike.Agent.Callers;

/// <summary>Text of others made safe for a terminal: it can neither move the cursor nor turn the reading direction, so that an approver sees what is there.</summary>
internal static class Plain
{
    /// <summary>One line: line ends become spaces, what a terminal would act on becomes visible.</summary>
    public static string Text(string? text) => Write(text, keepLines: false);

    /// <summary>The same with its lines kept.</summary>
    public static string Lines(string? text) => Write(text, keepLines: true);

    private static string Write(string? text, bool keepLines)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.EnumerateRunes().Any(IsActive)) return text;
        var plain = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsActive(rune)) plain.Append(rune.ToString());
            else if (rune.Value is '\n' or '\t' && keepLines) plain.Append((char)rune.Value);
            else if (rune.Value is '\n' or '\t' or '\r') plain.Append(rune.Value == '\r' && keepLines ? "" : " ");
            else plain.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return plain.ToString();
    }

    /// <summary>Control characters (C0, C1, DEL), and format characters such as bidirectional overrides.</summary>
    private static bool IsActive(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
}
