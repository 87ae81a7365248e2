using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>Finds a ticket by the beginning of its id.</summary>
internal static class TicketSearch
{
    private const int ShortestPrefix = 2;
    private const int SearchedTickets = 2000;

    /// <param name="pendingOnly">For a decision only what waits counts, so that few digits are unique.</param>
    /// <exception cref="CallerFailure">None has it, or several.</exception>
    public static async Task<Guid> FindAsync(RestCalls rest, string prefix, bool pendingOnly, CancellationToken ct)
    {
        if (Guid.TryParse(prefix, out var whole)) return whole;
        if (prefix.Length < ShortestPrefix || !prefix.All(c => char.IsAsciiHexDigit(c) || c == '-'))
            throw new CallerFailure($"'{Plain.Text(prefix)}' is not the beginning of a ticket's id: give {ShortestPrefix} or more of its hexadecimal digits.", CallerFailureKind.WrongUsage);
        var found = await rest.ListAsync("approvals", pendingOnly ? "?status=pending" : "", SearchedTickets, ct);
        Guid[] matching = [.. found.Select(Id).Where(id => id.ToString().StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Distinct()];
        return matching switch
        {
            [var one] => one,
            [] => throw new CallerFailure($"No ticket{(pendingOnly ? " that waits" : "")} has an id that begins with {prefix}. List them: hooplike approvals"),
            _ => throw new CallerFailure($"{matching.Length} tickets have an id that begins with {prefix}: {string.Join(", ", matching.Take(5))}. Give more of it."),
        };
    }

    private static Guid Id(JsonElement ticket) => ticket.TryGetProperty("id", out var id) && id.TryGetGuid(out var read) ? read : Guid.Empty;
}
