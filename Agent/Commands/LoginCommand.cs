using System.CommandLine;
using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike login</c>: by a code that is confirmed in any browser (RFC 8628), or by a local account's password.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var user = new Option<string?>("--user") { HelpName = "NAME", Description = $"Sign in with a local account's password: typed, in {PasswordPrompt.Variable}, or on standard input" };
        var quiet = new Option<bool>("--no-browser") { Description = "Do not open a browser; the address and the code are printed anyway" };
        return new CallerCommand(
            "login",
            "Sign in at a console",
            [
                "hooplike login --console https://hooplike.example.com",
                "hooplike login --user engineer                          # asks for the password",
                "pass show hooplike | hooplike login --user engineer     # takes it from a password store",
            ],
            (run, ct) => RunAsync(run, run.Parsed.GetValue(user), run.Parsed.GetValue(quiet), ct),
            "Without --user, a code is shown that you confirm in a browser, on this machine or any other. The sign-in is kept in your own configuration directory, readable by you alone. "
            + "You can be signed in at several consoles: --console or HOOPLIKE_CONSOLE chooses, else the last one counts. In CI, set HOOPLIKE_TOKEN (a service account's key, or a JWT) instead of signing in.")
        {
            user, quiet,
        }.Complete();
    }

    private static async Task<int> RunAsync(CallerRun run, string? user, bool noBrowser, CancellationToken ct)
    {
        var console = run.Choice.Console();
        var store = run.Choice.Store;
        store.Read();
        using var oauth = new OAuthClient(console);
        var given = user is null ? await ByCodeAsync(run, oauth, noBrowser, ct) : await ByPasswordAsync(console, oauth, user, run.Screen, ct);
        using var rest = new RestCalls(new Caller(console, given.Token, null));
        var me = rest.Read<Myself>(await rest.GetAsync("whoami", ct));
        var signIn = new SignIn(console.Text, me.Name, given.Token, given.Life is { } life ? run.Time.GetUtcNow() + life : null);
        await store.AddAsync(signIn, run.Time.GetUtcNow(), ct);
        if (run.AsJson) run.PrintJson(new { console = console.Text, name = me.Name, groups = me.Groups, roles = me.Roles, signIn.ExpiresAt });
        else await run.Screen.Output.WriteLineAsync($"Signed in at {console.Text} as {run.Screen.Bold(Plain.Text(me.Name))}{Until(signIn)}.");
        if (Environment.GetEnvironmentVariable(Caller.TokenVariable) is { Length: > 0 })
            await run.Screen.Error.WriteLineAsync($"{Caller.TokenVariable} is set and goes before this sign-in: unset it to use what you signed in to.");
        return ExitCode.Clean;
    }

    private static async Task<GivenToken> ByPasswordAsync(ConsoleAddress console, OAuthClient oauth, string user, Screen screen, CancellationToken ct)
    {
        var password = await PasswordPrompt.AskAsync($"Password of {Plain.Text(user)} at {console.Text}: ", Environment.GetEnvironmentVariable, System.Console.In, !System.Console.IsInputRedirected, screen.Error, ct);
        var (token, error) = await oauth.AskAsync([new("grant_type", "password"), new("username", user), new("password", password.Reveal())], ct);
        return token ?? throw (error!.Error switch
        {
            "invalid_grant" when string.IsNullOrEmpty(error.Description) => new CallerFailure("The name or the password is wrong."),
            "slow_down" when string.IsNullOrEmpty(error.Description) => new CallerFailure("Too many sign-ins failed. Try again in a few minutes."),
            _ => oauth.Refused(error),
        });
    }

    private static async Task<GivenToken> ByCodeAsync(CallerRun run, OAuthClient oauth, bool noBrowser, CancellationToken ct)
    {
        var invitation = await oauth.InviteAsync(ct);
        var page = invitation.VerificationComplete ?? invitation.Verification;
        // Programs read standard output to its end before they could show the code.
        var screen = run.AsJson ? run.Screen.Error : run.Screen.Output;
        await screen.WriteLineAsync($"Open     {invitation.Verification.AbsoluteUri}");
        await screen.WriteLineAsync($"Enter    {run.Screen.Bold(Plain.Text(invitation.UserCode))}");
        if (invitation.VerificationComplete is not null) await screen.WriteLineAsync($"Or open  {page.AbsoluteUri}   and compare the code");
        if (!noBrowser && Browser.HasDisplay(Environment.GetEnvironmentVariable) && Browser.TryOpen(page)) await screen.WriteLineAsync("A browser was asked to open it.");
        await screen.WriteLineAsync($"Waiting up to {invitation.Life.TotalMinutes:0} minutes for you to confirm; Ctrl-C ends the wait.");
        await screen.FlushAsync(ct);
        return await new DeviceLogin(oauth, run.Time).WaitAsync(invitation, ct);
    }

    private static string Until(SignIn signIn) => signIn.ExpiresAt is { } end ? $" until {end.ToLocalTime():yyyy-MM-dd HH:mm}" : "";
}
