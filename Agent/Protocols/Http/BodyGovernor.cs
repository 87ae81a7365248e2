using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Masking.Bodies.Injected;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Whether something beside masks changes an answer.</summary>
internal enum Filtering { Never, WherePossible, Always }

/// <summary>Says what becomes of the bodies of one exchange. A body is read where a masking rule applies to it, and an answer that is text also where the target could say the gateway's credential back in it; all others pass as they are.</summary>
internal sealed class BodyGovernor(OpenHttpSession session, TargetWay target, RequestRules rules, long number, int limit, TimeProvider time)
{
    private const string Credential = "the gateway's own credential could be in it";
    private const string Filter = "what a server says is filtered";
    private const string Rules = "masking rules apply to it";

    /// <summary>Whether the target may answer only in codings that can be read.</summary>
    public bool ReadsAnswers => !rules.Bodies.IsEmpty(BodyDirection.Response) || !target.Injected.Forms.IsEmpty;

    /// <summary>The rules in force for this exchange.</summary>
    public BodyRules Masks => rules.Bodies;

    /// <summary>Of the request.</summary>
    public long Number => number;

    /// <param name="decoded">What took the codings off already, where the body was held to be judged. What was judged is what is sent: it is encoded anew.</param>
    public BodyWay OfRequest(string? type, ContentCodings codings, BodyDecoding? decoded)
    {
        var plan = BodyMasks.For(type, rules.Bodies, BodyDirection.Request);
        var isRead = !plan.IsClear || decoded is not null;
        var refusal = plan.Refusal ?? (isRead && codings.Refusal is { } why ? $"The request's body {why} It has to be read, since {Rules}." : null);
        return new BodyWay(plan, BodyMasks.For(type, rules.Bodies, BodyDirection.Record), SecretForms.None, codings, type) { Refusal = refusal, IsRead = isRead, Decoded = decoded };
    }

    /// <param name="isHead">It answers HEAD: there is no body, whatever its head says.</param>
    /// <param name="filter">By its type: whether something else reads and changes it, such as the filter of MCP.</param>
    public BodyWay OfAnswer(HttpResponseMessage answer, bool isHead, Func<string?, Filtering> filter)
    {
        var headers = answer.Content.Headers;
        var type = headers.ContentType?.ToString();
        var codings = ContentCodings.Of(headers.ContentEncoding);
        var plan = BodyMasks.For(type, rules.Bodies, BodyDirection.Response);
        var secrets = IsSearched(type) ? target.Injected.Forms : SecretForms.None;
        var filtered = filter(type);
        var isRead = !plan.IsClear || !secrets.IsEmpty || filtered == Filtering.Always || (filtered == Filtering.WherePossible && codings.Refusal is null);
        var hasBody = !isHead && headers.ContentLength != 0 && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        return new BodyWay(plan, BodyMasks.For(type, rules.Bodies, BodyDirection.Record), secrets, codings, type)
        {
            Refusal = hasBody && isRead ? plan.Refusal ?? WhyUnreadable(answer, codings, !plan.IsClear ? Rules : secrets.IsEmpty ? Filter : Credential) : null,
            IsRead = isRead,
        };
    }

    public Stream Open(BodyWay way, Stream body, int part, string tag, Func<Stream, Stream>? between = null) =>
        way.Open(body, (mask, decoding) => new BodyRecord(session.Recorder, number, part, limit, mask, decoding, time), session.Recorder, tag, between);

    private static string? WhyUnreadable(HttpResponseMessage answer, ContentCodings codings, string why)
    {
        if (codings.Refusal is { } refusal) return $"The answer {refusal} It has to be read, since {why}.";
        if (answer.Headers.TransferEncoding.Any(t => !t.Value.Equals("chunked", StringComparison.OrdinalIgnoreCase))) return $"The answer has a transfer coding that cannot be read, and {why}.";
        return answer.StatusCode == HttpStatusCode.PartialContent ? $"The answer is a part of a body, and {why}: ask for the whole." : null;
    }

    /// <summary>Text, parts that may be text, and what says nothing of itself.</summary>
    private static bool IsSearched(string? type) => string.IsNullOrWhiteSpace(type) || BodyMasks.IsText(type) || type.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
}
