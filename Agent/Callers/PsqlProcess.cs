using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>The ordinary psql as a child of ours: it has the terminal, its signals and its exit code; the token is in its environment and nowhere else.</summary>
internal static partial class PsqlProcess
{
    private const string Program = "psql";

    /// <returns>What psql ended with; 128 and the signal's number where a signal ended it.</returns>
    /// <exception cref="CallerFailure">There is no psql.</exception>
    public static async Task<int> RunAsync(ClientTarget target, Secret token, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Program, [.. arguments]) { UseShellExecute = false };
        foreach (var (name, value) in Settings(target, token)) start.Environment[name] = value;
        // Variables that would lead elsewhere than asked for, or make psql look for another credential.
        foreach (var name in (string[])["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGREQUIRESSL", "PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLNEGOTIATION", "PGGSSENCMODE", "PGREQUIREAUTH", Caller.TokenVariable, PasswordPrompt.Variable]) start.Environment.Remove(name);

        // The terminal sends these to both of us: psql cancels its query, and we stay.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static c => c.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static c => c.Cancel = true);
        using var psql = Start(start);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Pass(c, psql));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Pass(c, psql));
        await psql.WaitForExitAsync();
        return psql.ExitCode;
    }

    public static IEnumerable<(string Name, string Value)> Settings(ClientTarget target, Secret token) =>
    [
        ("PGHOST", target.Host), ("PGPORT", $"{target.Port}"), ("PGDATABASE", target.Database), ("PGUSER", target.User), ("PGPASSWORD", token.Reveal()),
        ("PGSSLMODE", target.SslMode), ("PGSSLROOTCERT", target.AuthorityFile),
    ];

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CallerFailure(
                "psql is not installed, or not in PATH. Install PostgreSQL's client (Debian, Ubuntu: apt install postgresql-client; Fedora: dnf install postgresql; macOS: brew install libpq), or use another client: hooplike connect NAME", inner: e);
        }
    }

    private static void Pass(PosixSignalContext context, Process psql)
    {
        context.Cancel = true;
        if (OperatingSystem.IsWindows()) psql.Kill();
        else _ = Kill(psql.Id, context.Signal == PosixSignal.SIGTERM ? 15 : 1);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
