using System.Net;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What becomes of the heads on the way: the caller's credential and what it says of where it is stay here, the target's credential goes in; on the way back addresses stay inside the gateway.</summary>
internal sealed class ExchangeTransform(HttpContext context, OpenHttpSession session, TargetWay target, BodyGovernor bodies, RequestAddress address, McpExchange mcp, TimeProvider time) : HttpTransformer
{
    /// <summary>What a target may believe about a caller comes from proxies that it trusts, and this one says nothing of the kind.</summary>
    private static readonly string[] identity =
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Real-IP", "X-Client-IP",
        "True-Client-IP", "CF-Connecting-IP", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "Remote-User", "X-Remote-User", "X-Auth-Request-User", "Via",
    ];

    /// <summary>What is said of a body's bytes, and holds no more once they were read on the way.</summary>
    private static readonly string[] ofBytes = ["Content-MD5", "Digest", "Content-Digest", "Repr-Digest", HeaderNames.AcceptRanges];

    private readonly long since = time.GetTimestamp();

    /// <summary>The request's body is not as long as the client said.</summary>
    public bool ChangesLength { get; init; }

    /// <summary>The request's body as it goes out, where it was held whole; empty where there is none.</summary>
    public ReadOnlyMemory<byte>? WholeBody { get; init; }

    /// <summary>Whether a header of the caller's is the target's business.</summary>
    public static bool IsForwarded(string name) => !CallerCredential.Headers.Contains(name, StringComparer.OrdinalIgnoreCase) && !identity.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the answer was not let through; null where it was.</summary>
    public string? Refusal { get; private set; }

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in CallerCredential.Headers.Concat(identity)) proxyRequest.Headers.Remove(name);
        proxyRequest.Headers.Host = target.Host;
        if (ChangesLength && proxyRequest.Content is { } content) content.Headers.ContentLength = null;
        proxyRequest.RequestUri = target.AddressOf(address.Target);
        if (WholeBody is { } whole) proxyRequest.Options.Set(CredentialHandler.Whole, whole);
        if (!bodies.ReadsAnswers && !mcp.IsSpoken) return;
        proxyRequest.Headers.Remove(HeaderNames.AcceptEncoding);
        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, ContentCodings.Restrict(httpContext.Request.Headers.AcceptEncoding));
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return true;
        var way = WayOf(proxyResponse, httpContext.Request.Method == "HEAD");
        // Servers in a hurry end an answer without a word on its type or length, and without a body (202 of MCP): only its first byte tells.
        if (way.Refusal is not null && string.IsNullOrWhiteSpace(way.Type) && await IsEmptyAsync(proxyResponse, cancellationToken)) way = WayOf(proxyResponse, hasNoBody: true);
        if (way.Refusal is not null && IsRedirect(proxyResponse.StatusCode))
        {
            // It says where to look: that arrives, and what a page says beside it does not.
            proxyResponse.Content.Dispose();
            proxyResponse.Content = new ByteArrayContent([]);
            way = WayOf(proxyResponse, hasNoBody: true);
        }
        Refusal = way.Refusal;
        if (Refusal is not null) return false;

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        Refusal = target.Returned.Apply(headers, $"{context.Request.Scheme}://{context.Request.Host}", address.Prefix);
        if (Refusal is not null) return false;
        Hide(headers);
        MaskHeads(headers);
        if (way.IsRead)
        {
            headers.ContentLength = null;
            foreach (var name in ofBytes) headers.Remove(name);
        }
        if (way.IsMasked) headers.Remove(HeaderNames.ETag);
        var status = (int)proxyResponse.StatusCode;
        var line = Hidden(RecordedHead.StatusLine(status, proxyResponse.ReasonPhrase, bodies.Masks));
        session.Recorder.Answer(new AnswerEvent(bodies.Number, status, new RecordedText(RecordedHead.OfAnswer(line, headers, bodies.Masks)), (long)time.GetElapsedTime(since).TotalMicroseconds));
        var answer = await proxyResponse.Content.ReadAsStreamAsync(cancellationToken);
        var governed = new StreamContent(bodies.Open(way, answer, BodyRecord.Answer, line, body => mcp.Govern(body, way.Type, isEncoded: !way.IsRead && way.IsEncoded, bodies.Masks, bodies.Number)));
        foreach (var (name, values) in proxyResponse.Content.Headers) governed.Headers.TryAddWithoutValidation(name, values);
        proxyResponse.Content = governed;
        return true;
    }

    private BodyWay WayOf(HttpResponseMessage answer, bool hasNoBody) => bodies.OfAnswer(answer, hasNoBody, type => mcp.IsSpoken ? Filtering.Always : mcp.MayChange(type) ? Filtering.WherePossible : Filtering.Never);

    private static async Task<bool> IsEmptyAsync(HttpResponseMessage answer, CancellationToken ct) => await (await answer.Content.ReadAsStreamAsync(ct)).ReadAsync(new byte[1], ct) == 0;

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.RedirectKeepVerb or HttpStatusCode.PermanentRedirect;

    public override async ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        await base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
        if (httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { IsReadOnly: false } trailers) return;
        Hide(trailers);
        MaskHeads(trailers);
    }

    /// <summary>What detectors find in a header's value is masked there as it is in bodies.</summary>
    private void MaskHeads(IHeaderDictionary headers)
    {
        var plan = BodyMasks.ForHead(bodies.Masks, BodyDirection.Response);
        if (plan.IsClear) return;
        foreach (var (name, values) in headers.ToArray())
        {
            var masked = values.Select(v => SafeText.Of(plan, v ?? "")).ToArray();
            if (!values.Equals(masked)) headers[name] = masked;
        }
    }

    /// <summary>Targets that are asked what they were asked say the credential back.</summary>
    private void Hide(IHeaderDictionary headers)
    {
        if (target.Injected.Forms.IsEmpty) return;
        foreach (var (name, values) in headers.ToArray())
        {
            var hidden = new StringValues([.. values.Select(v => Hidden(v ?? ""))]);
            if (hidden != values) headers[name] = hidden;
        }
        if (context.Features.Get<IHttpResponseFeature>() is { ReasonPhrase: { } phrase } response) response.ReasonPhrase = Hidden(phrase);
    }

    private string Hidden(string text) => target.Injected.Forms is { IsEmpty: false } forms ? forms.Hide(text) : text;
}
