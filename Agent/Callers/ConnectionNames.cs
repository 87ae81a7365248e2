using System.Text;
using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>Names of connections for shell completion: asked of the console with little patience and kept for a moment, since each key press asks.</summary>
internal sealed class ConnectionNames(CallerChoice choice, TimeProvider time)
{
    private const string FileName = "completion.json";
    private static readonly TimeSpan keeps = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    private sealed record Kept(string Console, string Owner, DateTimeOffset At, IReadOnlyList<string> Names);

    /// <summary>None when nobody is signed in or the console is away: a completion has nobody to tell.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            var caller = choice.Find();
            var owner = caller.SignIn?.Identity ?? "";
            var folder = choice.Store.Folder;
            if (caller.SignIn is not null && folder.ReadPrivate(FileName) is { } bytes && JsonSerializer.Deserialize<Kept>(bytes) is { } kept && kept.Console == caller.Console.Text && kept.Owner == owner && time.GetUtcNow() - kept.At < keeps)
                return kept.Names;
            var names = AskAsync(caller).GetAwaiter().GetResult();
            if (caller.SignIn is not null) folder.Write(FileName, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Kept(caller.Console.Text, owner, time.GetUtcNow(), names))));
            return names;
        }
        catch (Exception e) when (e is CallerFailure or JsonException or OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<string[]> AskAsync(Caller caller)
    {
        using var rest = new RestCalls(caller, patience);
        return [.. (await ConnectionAccess.ListAsync(rest, CancellationToken.None)).Select(c => c.Name)];
    }
}
