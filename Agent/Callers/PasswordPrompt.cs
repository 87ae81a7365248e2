using System.Text;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>Gets a password without showing it: from <c>HOOPLIKE_PASSWORD</c>, from the keyboard without echo, or as the first line of standard input where that is no terminal.</summary>
internal static class PasswordPrompt
{
    public const string Variable = "HOOPLIKE_PASSWORD";

    /// <exception cref="CallerFailure">None was given.</exception>
    public static async Task<Secret> AskAsync(string question, Func<string, string?> environment, TextReader input, bool isTerminal, TextWriter screen, CancellationToken ct)
    {
        var password = environment(Variable) is { Length: > 0 } given ? given : isTerminal ? await TypedAsync(question, screen, ct) : await input.ReadLineAsync(ct);
        return string.IsNullOrEmpty(password) ? throw new CallerFailure("No password was given.", CallerFailureKind.WrongUsage) : new Secret(password);
    }

    private static async Task<string> TypedAsync(string question, TextWriter screen, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            await screen.WriteAsync(question);
            return await Task.Run(Pressed, ct).WaitAsync(ct);
        }

        await using var terminal = new FileStream("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            // Off before the question is asked: whoever is quick must not be seen either.
            using var unseen = TerminalEcho.TurnOff(terminal.SafeFileHandle);
            await screen.WriteAsync(question);
            await screen.FlushAsync(ct);
            // A read of a terminal cannot be waited for with a way out.
            return await Task.Run(() => Line(terminal), ct).WaitAsync(ct);
        }
        finally
        {
            await screen.WriteLineAsync();
        }
    }

    /// <summary>The terminal itself sees to corrections, and hands over whole lines.</summary>
    private static string Line(FileStream terminal)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (terminal.Read(one) == 1 && one[0] != (byte)'\n') line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }

    private static string Pressed()
    {
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }

        return typed.ToString();
    }
}
