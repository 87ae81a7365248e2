using System.Globalization;

namespace HoopLike.Shared.Contracts;

/// <summary>Words as the readers of pasted lines want them.</summary>
internal static class LineQuoting
{
    public static bool IsPlain(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':');

    public static string ConninfoQuoted(string text) => IsPlain(text) ? text : $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public static string ShellQuoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static string ShellWord(string text) => IsPlain(text) ? text : ShellQuoted(text);

    public static string EnvQuoted(string text) => IsPlain(text) ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"";

    /// <summary>A literal that Python and JavaScript read alike.</summary>
    public static string ScriptQuoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    public static string Escaped(string text) => Uri.EscapeDataString(text);

    public static string HostInUrl(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
