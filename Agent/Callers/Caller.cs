using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>Who calls which console.</summary>
/// <param name="SignIn">The stored sign-in that the token is of; null when it came in <c>HOOPLIKE_TOKEN</c>.</param>
internal sealed record Caller(ConsoleAddress Console, Secret Token, SignIn? SignIn)
{
    public const string TokenVariable = "HOOPLIKE_TOKEN";
    public const string ConsoleVariable = "HOOPLIKE_CONSOLE";

    /// <summary>What to do when the console does not know the token (any more).</summary>
    public string HowToSignIn => SignIn is null ? $"{TokenVariable} holds no credential that is valid there (any more)." : $"Run: hooplike login --console {Console.Text}";
}

/// <summary>Finds out who calls which console: by the options, the environment, and what is stored.</summary>
/// <param name="environment">Reads a variable.</param>
/// <param name="console">As <c>--console</c> says; null when it does not.</param>
internal sealed class CallerChoice(Func<string, string?> environment, string? console, bool allowInsecure, TimeProvider time)
{
    /// <exception cref="CallerFailure">There is no home directory.</exception>
    public SignInStore Store => new(PrivateFolder.OfUser(environment));

    /// <summary>The console that is named, or else the one signed in to last.</summary>
    /// <exception cref="CallerFailure">None is named and there is no sign-in.</exception>
    public ConsoleAddress Console(SignInFile? signIns = null)
    {
        var named = console ?? Variable(Caller.ConsoleVariable) ?? (signIns ??= Store.Read()).Current;
        return named is not null
            ? ConsoleAddress.Parse(named, allowInsecure || WasAccepted(named, signIns))
            : throw new CallerFailure($"Which console? Run: hooplike login --console URL, or set {Caller.ConsoleVariable}.", Variable(Caller.TokenVariable) is null ? CallerFailureKind.NotSignedIn : CallerFailureKind.WrongUsage);
    }

    /// <summary>Read anew at each call, so that what runs long learns of a new sign-in.</summary>
    /// <exception cref="CallerFailure">Nobody is signed in there.</exception>
    public Caller Find()
    {
        // Files and CI variables like to end in a newline.
        if (Variable(Caller.TokenVariable)?.Trim() is { Length: > 0 } token)
        {
            if (token.Any(c => c is <= ' ' or > '~')) throw new CallerFailure($"{Caller.TokenVariable} has characters that no credential has.", CallerFailureKind.WrongUsage);
            var told = console ?? Variable(Caller.ConsoleVariable);
            return new Caller(told is null ? Console() : ConsoleAddress.Parse(told, allowInsecure), new Secret(token), null);
        }

        var file = Store.Read();
        var address = Console(file);
        var signIn = file.SignIns.LastOrDefault(s => s.Console == address.Text)
            ?? throw new CallerFailure($"Not signed in at {address.Text}. Run: hooplike login --console {address.Text}", CallerFailureKind.NotSignedIn);
        if (signIn.ExpiresAt <= time.GetUtcNow())
            throw new CallerFailure($"The sign-in at {address.Text} ended at {signIn.ExpiresAt.Value.ToLocalTime():yyyy-MM-dd HH:mm}. Run: hooplike login --console {address.Text}", CallerFailureKind.NotSignedIn);
        return new Caller(address, signIn.Token, signIn);
    }

    /// <summary>Whoever signed in there with --insecure has said so once.</summary>
    private static bool WasAccepted(string named, SignInFile? signIns) =>
        signIns is not null && ConsoleAddress.TryParse(named) is { } address && signIns.SignIns.Any(s => s.Console == address.Text);

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
