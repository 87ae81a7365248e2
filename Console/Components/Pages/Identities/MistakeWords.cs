using HoopLike.Console.Configuration;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>Finds what is wrong with one field of a form.</summary>
internal static class MistakeWords
{
    /// <param name="field">The end of the path, as <c>.name</c>.</param>
    public static string? Of(ConfigOutcome? outcome, string field) => outcome?.Mistakes.FirstOrDefault(m => m.Path.EndsWith(field, StringComparison.Ordinal))?.What;
}
