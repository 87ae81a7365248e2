using System.Diagnostics;
using System.Text;

namespace HoopLike.Agent.Tests.Commands;

/// <summary>The program itself, in a process of its own.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];

    public AgentProcess(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hooplike.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["HOOPLIKE_CONSOLE", "HOOPLIKE_AGENT_NAME", "HOOPLIKE_AGENT_TOKEN", "HOOPLIKE_DATA_DIR"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public async Task SaysAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (output)
        {
            if (output.ToString().Contains(text, StringComparison.Ordinal)) return;
            awaited.Add((text, seen));
        }
        try
        {
            await seen.Task.WaitAsync(Some.Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It never said '{text}', but:\n{Output}", e);
        }
    }

    public void Terminate() => Signal("TERM");

    public void Kill() => Signal("KILL");

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Some.Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (output)
        {
            output.AppendLine(line);
            foreach (var (text, seen) in awaited) if (line.Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }

    private void Signal(string name)
    {
        using var shell = Process.Start("sh", ["-c", $"kill -{name} {process.Id}"]);
        shell.WaitForExit();
    }
}
