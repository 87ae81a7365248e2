using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What becomes of the heads on the way: the caller's credential and what it says of where it is stay here, the target's credential goes in; on the way back addresses stay inside the gateway.</summary>
internal sealed class ExchangeTransform(HttpContext context, OpenHttpSession session, RequestRules rules, RequestAddress address, McpExchange mcp, long number, int limit, TimeProvider time) : HttpTransformer
{
    /// <summary>What a target may believe about a caller comes from proxies that it trusts, and this one says nothing of the kind.</summary>
    private static readonly string[] identity =
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Real-IP", "X-Client-IP",
        "True-Client-IP", "CF-Connecting-IP", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "Remote-User", "X-Remote-User", "X-Auth-Request-User", "Via",
    ];

    /// <summary>Says of other ways to the target, which would lead around the gateway.</summary>
    private static readonly string[] waysAround = ["Alt-Svc", "Refresh", "Proxy-Authenticate", "Proxy-Authentication-Info"];

    private bool changesLength;

    /// <summary>Why the answer was not let through; null where it was.</summary>
    public string? Refusal { get; private set; }

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in CallerCredential.Headers.Concat(identity)) proxyRequest.Headers.Remove(name);
        proxyRequest.Headers.Host = session.Way.Host;
        // What comes back must be readable for masks and recordings.
        proxyRequest.Headers.Remove(HeaderNames.AcceptEncoding);
        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
        if (changesLength && proxyRequest.Content is { } content) content.Headers.ContentLength = null;
        proxyRequest.RequestUri = new Uri(destinationPrefix + address.Target.Text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        session.Way.Authorize(proxyRequest);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return true;
        var type = proxyResponse.Content.Headers.ContentType?.ToString();
        var isEncoded = proxyResponse.Content.Headers.ContentEncoding.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase));
        var plan = BodyMasks.For(type, rules.Bodies, BodyDirection.Response);
        var hasBody = httpContext.Request.Method != "HEAD" && proxyResponse.Content.Headers.ContentLength != 0 && proxyResponse.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        if (hasBody && !plan.IsClear && (plan.Refusal is not null || isEncoded || proxyResponse.StatusCode == HttpStatusCode.PartialContent))
        {
            Refusal = plan.Refusal ?? (isEncoded ? "The answer is encoded though it was asked for plain, and masking rules apply to it." : "The answer is a part of a body, and masking rules apply to it: ask for the whole.");
            return false;
        }

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        foreach (var name in waysAround) headers.Remove(name);
        if (headers.Location is [{ } location]) headers.Location = address.Inside(location, session.Way.Host, context.Request);
        if (headers.SetCookie.Count > 0) headers.SetCookie = headers.SetCookie.Select(c => address.Inside(c ?? "")).ToArray();
        MaskHeads(headers);
        if (!plan.IsClear || mcp.MayChange(type))
        {
            headers.ContentLength = null;
            headers.Remove(HeaderNames.ETag);
            headers.Remove("Content-MD5");
            headers.Remove("Digest");
            headers.Remove(HeaderNames.AcceptRanges);
        }
        var status = (int)proxyResponse.StatusCode;
        var answer = mcp.Govern(await proxyResponse.Content.ReadAsStreamAsync(cancellationToken), type, isEncoded, rules.Bodies, number);
        var governed = new StreamContent(Govern(answer, plan.IsClear ? null : plan, type, isEncoded, BodyRecord.Answer, $"{status} {proxyResponse.ReasonPhrase}".TrimEnd()));
        foreach (var (name, values) in proxyResponse.Content.Headers) governed.Headers.TryAddWithoutValidation(name, values);
        proxyResponse.Content = governed;
        return true;
    }

    public override async ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        await base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
        if (httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers) MaskHeads(trailers);
    }

    /// <summary>What detectors find in a header's value is masked there as it is in bodies.</summary>
    private void MaskHeads(IHeaderDictionary headers)
    {
        var plan = BodyMasks.ForHead(rules.Bodies, BodyDirection.Response);
        if (plan.IsClear) return;
        foreach (var (name, values) in headers.ToArray())
        {
            var masked = values.Select(v => SafeText.Of(plan, v ?? "")).ToArray();
            if (!values.Equals(masked)) headers[name] = masked;
        }
    }

    /// <summary>A body that is masked, recorded and then handed on.</summary>
    /// <param name="plan">Null where it passes as it is.</param>
    /// <param name="tag">What the record of its end is called.</param>
    public Stream Govern(Stream body, BodyPlan? plan, string? type, bool isEncoded, int part, string tag)
    {
        changesLength |= part == BodyRecord.Request && plan is not null;
        var recordPlan = BodyMasks.For(type, rules.Bodies, BodyDirection.Record);
        var record = new BodyRecord(session.Recorder, number, part, limit, time);
        if (isEncoded || !IsText(type) || recordPlan.Refusal is not null) record.KeepNoMore();
        return new GovernedStream(body, plan?.Start(), recordPlan.IsClear || recordPlan.Refusal is not null ? null : recordPlan.Start(), record, session.Recorder, tag);
    }

    private static bool IsText(string? type) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType is { } word
        && (word.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || word.EndsWith("json", StringComparison.OrdinalIgnoreCase) || word.EndsWith("xml", StringComparison.OrdinalIgnoreCase) || word.Contains("ndjson", StringComparison.OrdinalIgnoreCase)
            || word is "application/x-www-form-urlencoded" or "application/graphql");
}
