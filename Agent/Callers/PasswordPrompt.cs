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
        await screen.WriteAsync(question);
        await screen.FlushAsync(ct);
        try
        {
            // A key press cannot be waited for with a way out.
            return await Task.Run(Typed, ct).WaitAsync(ct);
        }
        finally
        {
            await screen.WriteLineAsync();
        }
    }

    private static string Typed()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = System.Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return typed.ToString();
                case { Key: ConsoleKey.Backspace } when typed.Length > 0:
                    typed.Length--;
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    typed.Clear();
                    break;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                    return "";
                case { KeyChar: >= ' ' and not '\x7f' }:
                    typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}
