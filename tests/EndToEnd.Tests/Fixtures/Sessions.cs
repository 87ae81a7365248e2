namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Finding recorded sessions by what was said in them.</summary>
static class Sessions
{
    /// <summary>The id of the session in which this was said; null while the console does not know it.</summary>
    public static async Task<string?> FindAsync(ApiClient api, string connection, string word)
    {
        var found = await api.ListAsync($"sessions?connection={connection}&q={Uri.EscapeDataString(word)}");
        return found.Count == 0 ? null : (string?)found[0]["id"];
    }

    /// <summary>Everything recorded of that session so far, one event a line; null while the console does not know it.</summary>
    public static async Task<string?> EventsOfAsync(ApiClient api, string connection, string word) =>
        await FindAsync(api, connection, word) is { } id ? await api.TextAsync($"sessions/{id}/events") : null;

    /// <summary>The id, once the session is recorded to its end.</summary>
    public static Task<string> EndedAsync(ApiClient api, string connection, string word) => Until.SomeAsync(async () =>
        await FindAsync(api, connection, word) is { } id && (await api.GetAsync($"sessions/{id}"))["endedAt"] is not null ? id : null, what: $"the session that said {word} has ended");
}
