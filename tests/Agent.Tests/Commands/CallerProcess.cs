using System.Diagnostics;

namespace HoopLike.Agent.Tests.Commands;

/// <summary>The program as a caller runs it: with an environment that holds nothing but what a test gives it, and a home of its own.</summary>
internal static class CallerProcess
{
    public static async Task<(int Exit, string Output, string Error)> RunAsync(string home, string[] arguments, (string Name, string Value)[]? environment = null, string? input = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hooplike.dll"), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var kept = start.Environment.Where(v => v.Key is "PATH" or "DOTNET_ROOT" or "TMPDIR" or "LANG").ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept) start.Environment[name] = value;
        start.Environment["HOME"] = home;
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Some.Patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }
}
