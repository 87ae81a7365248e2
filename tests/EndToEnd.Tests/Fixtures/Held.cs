using System.Net;
using System.Text.Json.Nodes;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A statement that waits for a human: the running client, and the ticket as approvers see it.</summary>
sealed record Held(HoopLikeStack Stack, Task<Outcome> Answer, JsonObject Ticket)
{
    public string Id => (string)Ticket["id"]!;

    /// <param name="word">Something of the statement by which its ticket is told from others.</param>
    public static async Task<Held> StartAsync(HoopLikeStack stack, Caller caller, string statement, string word, Gateway? gateway = null)
    {
        var answer = stack.Psql(gateway ?? stack.Plan.Shop, caller).RunAsync(statement);
        return new Held(stack, answer, await TicketAsync(stack, word));
    }

    /// <summary>The pending ticket whose operation or connection has this word.</summary>
    public static async Task<JsonObject> TicketAsync(HoopLikeStack stack, string word)
    {
        using var api = stack.Api(Caller.Dana);
        return await Until.SomeAsync(async () => (await api.ListAsync("approvals?status=pending")).FirstOrDefault(t => t.ToJsonString().Contains(word, StringComparison.Ordinal)), what: $"a pending ticket with {word}");
    }

    public Task<(HttpStatusCode Status, string Body)> ApproveAsync(Caller by) => DecideAsync(Stack, Id, by, "approve");

    public Task<(HttpStatusCode Status, string Body)> DenyAsync(Caller by) => DecideAsync(Stack, Id, by, "deny");

    public static async Task<(HttpStatusCode Status, string Body)> DecideAsync(HoopLikeStack stack, string id, Caller by, string how)
    {
        using var api = stack.Api(by);
        return await api.TryPostAsync($"approvals/{id}/{how}", new { reason = "as the test says" });
    }

    public async Task<string> StatusAsync()
    {
        using var api = Stack.Api(Caller.Admin);
        return (string)(await api.GetAsync($"approvals/{Id}"))["status"]!;
    }
}
