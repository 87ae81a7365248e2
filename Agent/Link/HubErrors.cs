using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Agent.Link;

/// <summary>Tells the console's own words from its failures: SignalR wraps both into one exception type.</summary>
internal static class HubErrors
{
    private const string ownWords = "HubException: ";

    /// <returns><see cref="ConsoleRefusedException"/> for what the console said on purpose, else <see cref="ConsoleUnreachableException"/>: worth another try.</returns>
    public static Exception Translate(HubException e)
    {
        var at = e.Message.IndexOf(ownWords, StringComparison.Ordinal);
        return at < 0
            ? new ConsoleUnreachableException("The console failed to answer.", e)
            : new ConsoleRefusedException(e.Message[(at + ownWords.Length)..], e);
    }
}
