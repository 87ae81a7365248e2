namespace HoopLike.Agent.Callers;

/// <summary>Where a command prints: what was asked for, and remarks beside it.</summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool isTerminal, bool hasColour, int? width)
{
    public TextWriter Output => output;

    /// <summary>Remarks and failures: not part of what a program reads.</summary>
    public TextWriter Error => error;

    public bool IsTerminal => isTerminal;

    /// <summary>Characters in a line; null where nobody looks.</summary>
    public int? Width => width;

    /// <param name="output">The process's own output, or something that stands for it.</param>
    public static Screen Of(TextWriter output, TextWriter error, Func<string, string?> environment)
    {
        var isTerminal = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        // https://no-color.org: set to anything.
        var hasColour = isTerminal && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") is { Length: > 0 } and not "dumb";
        return new Screen(output, error, isTerminal, hasColour, isTerminal ? Math.Max(40, System.Console.WindowWidth) : null);
    }

    public string Bold(string text) => Painted("1", text);

    public string Green(string text) => Painted("32", text);

    public string Yellow(string text) => Painted("33", text);

    public string Red(string text) => Painted("31", text);

    public void Table(TextTable table) => table.Write(output, width, Bold);

    private string Painted(string code, string text) => hasColour ? $"\e[{code}m{text}\e[0m" : text;
}
