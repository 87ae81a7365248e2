using System.Collections.Concurrent;
using System.Diagnostics;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A program that a test started. Its output is kept; it dies with the test run, whatever ends that.</summary>
sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>PR_SET_PDEATHSIG fires when the thread that forked ends, not the process: so one thread that never ends does all the forking.</summary>
    static readonly BlockingCollection<Action> launches = StartLauncher();

    readonly ConcurrentQueue<string> lines = new();
    readonly Process process;

    ChildProcess(ProcessStartInfo info)
    {
        process = new Process { StartInfo = info };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Everything printed so far, both streams.</summary>
    public string Output => string.Join('\n', lines);

    /// <param name="asNobody">For servers that refuse to run as root.</param>
    public static async Task<ChildProcess> StartAsync(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, bool asNobody = false)
    {
        string[] drop = asNobody && Environment.IsPrivilegedProcess ? ["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"] : [];
        var info = new ProcessStartInfo("setpriv", [.. drop, "--pdeathsig", "KILL", file, .. arguments])
        {
            WorkingDirectory = folder ?? Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        var child = new ChildProcess(info);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        launches.Add(() => child.Launch(started));
        await started.Task;
        return child;
    }

    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, process.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>kill -9, and the wait for it.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    void Launch(TaskCompletionSource started)
    {
        try
        {
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            started.SetResult();
        }
        catch (Exception fault)
        {
            started.SetException(fault);
        }
    }

    void Keep(object sender, DataReceivedEventArgs received)
    {
        if (received.Data is { } line) lines.Enqueue(line);
    }

    static BlockingCollection<Action> StartLauncher()
    {
        var queue = new BlockingCollection<Action>();
        new Thread(() => { foreach (var launch in queue.GetConsumingEnumerable()) launch(); }) { IsBackground = true, Name = "launcher" }.Start();
        return queue;
    }
}
