using System.Net;
using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>The REST interface (<c>/api/v1</c>) as one caller may use it; what it refuses is told in the console's own words.</summary>
internal sealed class RestCalls(Caller caller, TimeSpan? limit = null) : IDisposable
{
    public const int LargestPage = 500;
    private readonly ConsoleClient http = new(caller.Console, caller.Token, limit);

    public Caller Caller => caller;

    /// <exception cref="CallerFailure">It was refused, or the console cannot be reached.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct) => Good(await http.SendAsync(HttpMethod.Get, "api/v1/" + path, null, ct));

    /// <exception cref="CallerFailure">It was refused, or the console cannot be reached.</exception>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken ct)
    {
        using var content = ConsoleClient.Json(body);
        return Good(await http.SendAsync(HttpMethod.Post, "api/v1/" + path, content, ct));
    }

    /// <summary>The first <paramref name="count"/> entries of a list that comes in pages.</summary>
    /// <param name="query">Without cursor and limit; empty or with its question mark.</param>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, string query, int count, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        string? next = null;
        do
        {
            var size = Math.Min(count - found.Count, LargestPage);
            var page = await GetAsync($"{path}{query}{(query.Length == 0 ? '?' : '&')}limit={size}{(next is null ? "" : "&cursor=" + Uri.EscapeDataString(next))}", ct);
            if (page.ValueKind != JsonValueKind.Object || !page.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) throw Strange();
            found.AddRange(items.EnumerateArray());
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null && found.Count < count);
        return found;
    }

    /// <exception cref="CallerFailure">It is not what a console answers.</exception>
    public T Read<T>(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<T>(CallerJson.Options) ?? throw Strange();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Strange(e);
        }
    }

    public void Dispose() => http.Dispose();

    private JsonElement Good(ConsoleReply reply) => reply switch
    {
        { IsGood: true, Body.ValueKind: not JsonValueKind.Undefined } => reply.Body,
        { IsGood: true } => throw Strange(),
        { Status: HttpStatusCode.Unauthorized } => throw new CallerFailure($"{caller.Console.Text} does not take this sign-in: it has expired, or was ended. {caller.HowToSignIn}", CallerFailureKind.NotSignedIn),
        { Status: HttpStatusCode.Forbidden } => throw new CallerFailure(Detail(reply) ?? "Your roles in the console do not allow that."),
        { Status: HttpStatusCode.NotFound } when Detail(reply) is null => throw Strange(),
        { Status: HttpStatusCode.TooManyRequests } => throw new CallerFailure(Detail(reply) ?? $"{caller.Console.Text} was asked too often. Try again in a minute."),
        _ => throw new CallerFailure(Detail(reply) ?? $"{caller.Console.Text} answered {(int)reply.Status}; its log says why."),
    };

    private CallerFailure Strange(Exception? inner = null) => new($"What answers at {caller.Console.Text} does not answer as a HoopLike console does. Check the address, and whether both are of one version.", inner: inner);

    /// <summary>The words of a problem document (RFC 9457).</summary>
    private static string? Detail(ConsoleReply reply)
    {
        if (reply.Body.ValueKind != JsonValueKind.Object) return null;
        if (reply.Body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array) return string.Join('\n', errors.EnumerateArray().Select(e => Plain.Text(e.ToString())));
        return reply.Body.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String ? Plain.Text(detail.GetString()) : null;
    }
}
