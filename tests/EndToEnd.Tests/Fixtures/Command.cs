using System.Diagnostics;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>What a program printed and how it ended.</summary>
sealed record Outcome(int ExitCode, string Out, string Error)
{
    public string All => Out + Error;

    /// <summary>The output, or a failure that shows both streams.</summary>
    public string Succeeded() => ExitCode == 0 ? Out : throw new InvalidOperationException($"Ended with {ExitCode}.\n{Out}\n{Error}");
}

/// <summary>Runs a program to its end.</summary>
static class Command
{
    static readonly TimeSpan patience = TimeSpan.FromMinutes(3);

    public static async Task<Outcome> RunAsync(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null, string? folder = null)
    {
        var info = new ProcessStartInfo(file, [.. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end within {patience}.", late);
        }
        return new Outcome(process.ExitCode, await output, await error);
    }
}
