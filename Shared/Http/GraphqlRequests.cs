using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Shared.Http;

/// <summary>Finds the GraphQL documents of a request: in the body as <c>query</c>, one or a batch or in the <c>payload</c> of a socket's message, and in the query of the target.</summary>
internal static class GraphqlRequests
{
    private const string Stored = "the request names a stored GraphQL document and does not hold its text";

    private static readonly ImmutableArray<string> names = ["documentId", "document_id", "doc_id", "queryId", "query_id", "queryHash"];

    public static HttpFact<GraphqlOperation> In(HttpTarget target)
    {
        if (string.IsNullOrEmpty(target.Query)) return HttpFact<GraphqlOperation>.None;
        var documents = target.QueryValues("query").ToList();
        var isStored = names.Any(n => target.QueryValues(n).Any()) || (documents.Count == 0 && target.QueryValues("extensions").Any(e => e.Contains("persistedQuery", StringComparison.OrdinalIgnoreCase)));
        return Join(documents.Select(GraphqlReading.Read), isStored ? Stored : null);
    }

    public static HttpFact<GraphqlOperation> In(JsonElement root)
    {
        var (found, unreadable) = (new List<HttpFact<GraphqlOperation>>(), (string?)null);
        foreach (var request in root.Batch().SelectMany(r => r.Named("payload").Prepend(r)).Where(r => r.ValueKind == JsonValueKind.Object))
        {
            JsonElement[] documents = [.. request.Named("query").Where(q => q.ValueKind != JsonValueKind.Null)];
            foreach (var document in documents)
            {
                if (document.ValueKind == JsonValueKind.String) found.Add(GraphqlReading.Read(document.GetString()!));
                else unreadable = "the body has a query that is no text";
            }

            if (names.Any(n => request.Named(n).Any()) || (documents.Length == 0 && IsStored(request))) unreadable = Stored;
        }

        return Join(found, unreadable);
    }

    private static bool IsStored(JsonElement request) =>
        request.Named("extensions").Any(e => e.Named("persistedQuery").Any()) || (request.Named("id").Any() && request.Named("variables").Concat(request.Named("operationName")).Any());

    private static HttpFact<GraphqlOperation> Join(IEnumerable<HttpFact<GraphqlOperation>> documents, string? unreadable)
    {
        var all = documents.ToList();
        return new HttpFact<GraphqlOperation>([.. all.SelectMany(d => d.Values)], unreadable ?? all.Select(d => d.Unreadable).FirstOrDefault(u => u is not null));
    }
}
