using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Agent.Protocols.Http.Deferred;

/// <summary>A request whose caller has gone on to other things: what was asked, and in time what was answered.</summary>
internal sealed class DeferredRequest : IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature, IDisposable
{
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource<ApprovalOpened> held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KeptAnswer answer = new();

    /// <param name="body">All of it.</param>
    public DeferredRequest(HttpContext of, HeldBody body, string caller, string connection)
    {
        (Caller, Connection, CanHaveBody, RequestAborted) = (caller, connection, !body.Bytes.IsEmpty, abort.Token);
        var asked = of.Request;
        var headers = new HeaderDictionary();
        foreach (var (name, value) in asked.Headers) headers[name] = value;
        headers.Remove("Expect");
        headers.Remove("Transfer-Encoding");
        if (body.Decoding is not null) headers.Remove("Content-Encoding");
        if (CanHaveBody) headers.ContentLength = body.Bytes.Length;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = asked.Method, Scheme = asked.Scheme, Protocol = asked.Protocol, PathBase = "", Path = asked.Path, QueryString = asked.QueryString.Value ?? "", Headers = headers, Body = body.Open() });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpRequestBodyDetectionFeature>(this);
        Context = new DefaultHttpContext(features);
    }

    /// <summary>What an exchange sees in the place of the caller's own.</summary>
    public HttpContext Context { get; }

    public string Caller { get; }

    public string Connection { get; }

    /// <summary>The ticket, once humans are asked.</summary>
    public Task<ApprovalOpened> Held => held.Task;

    /// <summary>When there was an answer, of whatever kind; null while there is none.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    public bool CanHaveBody { get; }

    public CancellationToken RequestAborted { get; set; }

    public Task TellHeldAsync(ApprovalOpened ticket)
    {
        held.TrySetResult(ticket);
        return Task.CompletedTask;
    }

    public void Abort() => abort.Cancel();

    /// <summary>Gives the answer to whoever asks for it now.</summary>
    public async Task CopyToAsync(HttpResponse response, CancellationToken ct)
    {
        response.StatusCode = Context.Response.StatusCode;
        foreach (var (name, value) in Context.Response.Headers) response.Headers[name] = value;
        response.Headers.Remove("Transfer-Encoding");
        response.ContentLength = answer.Length;
        await response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), ct);
    }

    public void Dispose()
    {
        held.TrySetCanceled();
        abort.Dispose();
        answer.Dispose();
    }
}
