using System.CommandLine;
using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike logout</c>: ends the sign-in at the console, so that its tokens open nothing any more, and forgets it here.</summary>
internal static class LogoutCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Every console that you are signed in to" };
        return new CallerCommand(
            "logout",
            "Sign out: end the sign-in at the console and delete it here",
            ["hooplike logout", "hooplike logout --all"],
            (run, ct) => RunAsync(run, run.Parsed.GetValue(all), ct),
            "The console ends the sign-in, which makes its tokens useless everywhere. When the console is away, the sign-in is deleted here all the same; the command says so and exits with 1.")
        {
            all,
        }.Complete();
    }

    private static async Task<int> RunAsync(CallerRun run, bool all, CancellationToken ct)
    {
        var store = run.Choice.Store;
        var file = store.Read();
        var chosen = all ? null : run.Choice.Console(file).Text;
        SignIn[] ending = [.. file.SignIns.Where(s => all || s.Console == chosen)];
        if (ending.Length == 0) throw new CallerFailure(all ? "Not signed in anywhere." : $"Not signed in at {chosen}.", CallerFailureKind.NotSignedIn);
        var told = new List<(SignIn SignIn, string? Failure)>();
        foreach (var signIn in ending) told.Add((signIn, await EndAsync(signIn, ct)));
        await store.RemoveAsync(ending, ct);
        if (run.AsJson) run.PrintJson(told.Select(t => new { console = t.SignIn.Console, name = t.SignIn.Identity, ended = t.Failure is null, failure = t.Failure }));
        else foreach (var (console, identity) in told.Select(t => (t.SignIn.Console, t.SignIn.Identity)).Distinct()) await run.Screen.Output.WriteLineAsync($"Signed out {Plain.Text(identity)} at {console}.");
        foreach (var failure in told.Select(t => t.Failure).OfType<string>().Distinct(StringComparer.Ordinal))
            await run.Screen.Error.WriteLineAsync($"It is forgotten here, but the console was not told: {failure} Its tokens stay valid until they expire; end the sign-in in the console.");

        return told.Exists(t => t.Failure is not null) ? ExitCode.Failure : ExitCode.Clean;
    }

    private static async Task<string?> EndAsync(SignIn signIn, CancellationToken ct)
    {
        try
        {
            using var oauth = new OAuthClient(ConsoleAddress.Parse(signIn.Console, allowInsecure: true));
            await oauth.RevokeAsync(signIn.Token, ct);
            return null;
        }
        catch (CallerFailure e)
        {
            return e.Message;
        }
    }
}
