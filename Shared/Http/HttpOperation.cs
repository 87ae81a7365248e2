using System.Text;
using System.Text.Json;
using HoopLike.Shared.Http.Mcp;

namespace HoopLike.Shared.Http;

/// <summary>
/// A request as policies see it: method, canonical target, headers and, where it is at hand, the body with what it says to a model, to GraphQL or to MCP. The body is read when somebody asks, once.
/// Not thread-safe. To be disposed, which gives back what the reading took; the body's memory must not change before.
/// </summary>
public sealed class HttpOperation : IDisposable
{
    private readonly string? unread;
    private JsonDocument? document;
    private string? unreadable;
    private bool isRead;
    private HttpFact<string>? models, offered, called;
    private HttpFact<double>? limits;
    private HttpFact<RpcCall>? calls;
    private HttpFact<GraphqlOperation>? graphql;

    /// <param name="method">One that <see cref="HttpMethods.WhyRefused"/> has nothing against.</param>
    /// <param name="headers">Each line as it came.</param>
    /// <param name="body">Whole and decoded (no Content-Encoding); null or empty where there is none.</param>
    /// <param name="unread">Why there is a body that could not be read, or was not held: it then counts as everything for rules that restrict and ask for the body. Null where there is none, or it is given.</param>
    public HttpOperation(string method, HttpTarget target, ReadOnlyMemory<HttpHeader> headers = default, ReadOnlyMemory<byte>? body = null, string? unread = null)
    {
        (Method, Target, Headers, this.unread) = (method, target, headers, unread);
        Body = body is { IsEmpty: false } ? body : null;
    }

    public string Method { get; }

    public HttpTarget Target { get; }

    public ReadOnlyMemory<HttpHeader> Headers { get; }

    /// <summary>Null where there is none, or it is not held.</summary>
    public ReadOnlyMemory<byte>? Body { get; }

    /// <summary>How a tool of MCP stands to what was approved of it, by its name; null where nobody knows.</summary>
    public Func<string, ToolStanding>? StandingOf { get; init; }

    public bool HasBody => Body is not null || unread is not null;

    /// <summary>Why the body cannot be read as JSON, in words that hold nothing of it; null where it can, or there is none.</summary>
    public string? Unreadable
    {
        get
        {
            Read();
            return unreadable;
        }
    }

    /// <summary>Models that it names, in the path, the query or the body.</summary>
    public HttpFact<string> Models => models ??= And(ModelReading.ModelsOf(Target), Of(ModelReading.Models));

    /// <summary>Tools that a model may call.</summary>
    public HttpFact<string> ToolsOffered => offered ??= Of(ModelReading.ToolsOffered);

    /// <summary>Tools that are called: by <c>tools/call</c> of MCP, or by a model in the conversation so far, or that it is told to call.</summary>
    public HttpFact<string> ToolsCalled => called ??= Join(Of(ModelReading.ToolsCalled), RpcCalls);

    /// <summary>Limits that it sets on the tokens of an answer; a negative one stands for none.</summary>
    public HttpFact<double> TokenLimits => limits ??= Of(ModelReading.TokenLimits);

    /// <summary>Calls of JSON-RPC, of a batch all.</summary>
    public HttpFact<RpcCall> RpcCalls => calls ??= Of(RpcReading.Read);

    /// <summary>Operations of GraphQL, in the query or the body, of a batch all.</summary>
    public HttpFact<GraphqlOperation> GraphqlOperations => graphql ??= ReadGraphql();

    /// <summary>The call of one tool of MCP by a request like this one, without arguments: what policies say of it tells whether <c>tools/list</c> may show the tool.</summary>
    public HttpOperation ForTool(string name)
    {
        var headers = new List<HttpHeader> { new("Content-Type", "application/json") };
        foreach (var header in Headers.Span)
            if (!header.Is("Content-Type")) headers.Add(header);
        return new HttpOperation("POST", Target, headers.ToArray(), JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name } })) { StandingOf = StandingOf };
    }

    /// <summary>Null where there is no JSON; <see cref="Unreadable"/> says whether there might be.</summary>
    internal JsonElement? Root
    {
        get
        {
            Read();
            return document?.RootElement;
        }
    }

    public void Dispose()
    {
        document?.Dispose();
        document = null;
    }

    public override string ToString() => $"{Method} {Target.Path}";

    private static HttpFact<string> And(IEnumerable<string> others, HttpFact<string> fact) => fact with { Values = [.. others, .. fact.Values] };

    private static HttpFact<string> Join(HttpFact<string> byModel, HttpFact<RpcCall> calls) =>
        new([.. byModel.Values, .. calls.Values.Select(c => c.Tool).OfType<string>()], byModel.Unreadable ?? calls.Unreadable);

    private HttpFact<GraphqlOperation> ReadGraphql()
    {
        var inQuery = GraphqlRequests.In(Target);
        var inBody = Body is { } text && unread is null && ContentTypes.Of(Headers.Span, out var wrong) == BodyForm.Graphql && wrong is null
            ? GraphqlReading.Read(Encoding.UTF8.GetString(text.Span))
            : Of(GraphqlRequests.In);
        return new HttpFact<GraphqlOperation>([.. inQuery.Values, .. inBody.Values], inQuery.Unreadable ?? inBody.Unreadable);
    }

    private HttpFact<T> Of<T>(Func<JsonElement, HttpFact<T>> read) => Root is { } root ? read(root) : HttpFact<T>.None with { Unreadable = unreadable };

    private void Read()
    {
        if (isRead) return;
        isRead = true;
        unreadable = unread;
        if (unreadable is not null || Body is not { } body) return;
        var form = ContentTypes.Of(Headers.Span, out unreadable);
        if (unreadable is not null) return;
        if (form == BodyForm.Json) document = JsonBody.Read(body, out unreadable);
        else unreadable = "the body is GraphQL, not JSON";
    }
}
