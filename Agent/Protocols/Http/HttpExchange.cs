using System.Net.WebSockets;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Protocols.Http.Deferred;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Protocols.Http.WebSockets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>One request and its answer, once its caller's session is open: decide, hold, record, forward; and on the way back mask, record, deliver.</summary>
internal sealed class HttpExchange(HttpContext context, OpenHttpSession session, RequestAddress address, ApprovalGate approvals, IHttpForwarder forwarder, TimeProvider time)
{
    private readonly long number = session.NextNumber();
    private readonly HttpTarget target = address.Target;
    private readonly McpExchange mcp = new(context, session, address, time);
    private readonly ContentCodings codings = ContentCodings.Of(context.Request.Headers.ContentEncoding);

    /// <summary>Takes a request over that must be approved and whose caller does not wait; null for one who does.</summary>
    public Func<HeldBody, Task>? Defer { get; init; }

    /// <summary>Told when humans are asked; null for nobody.</summary>
    public Func<ApprovalOpened, Task>? OnHeld { get; init; }

    public async Task RunAsync()
    {
        using var ended = session.State.Ended.Register(context.Abort);
        var rules = Rules();
        if (HoopLike.Shared.Http.HttpMethods.WhyRefused(context.Request.Method) is { } wrong) throw new SessionFailure(FailureKind.NotSupported, wrong);

        // Decide.
        var (held, read, verdict) = await DecideAsync(rules);
        using var request = read;
        mcp.Read(request);
        if (Defer is not null && held.IsWhole && verdict is { Effect: PolicyEffect.Approve, Approval: not null })
        {
            await Defer(held);
            return;
        }
        Record(rules, verdict);
        if (verdict.Effect == PolicyEffect.Deny || (verdict.Effect == PolicyEffect.Approve && verdict.Approval is null))
        {
            await RefuseAsync(StatusCodes.Status403Forbidden, verdict.Message ?? "This request is not allowed here.", verdict.Policy);
            return;
        }

        // Hold.
        if (verdict.Effect == PolicyEffect.Approve && !await ApprovedAsync(rules, verdict, request, held)) return;

        // Forward.
        await session.Recorder.CommitAsync(context.RequestAborted);
        try
        {
            var way = session.Ways.For(rules.Connection);
            if (context.WebSockets.IsWebSocketRequest) await TalkAsync(rules, way);
            else await ForwardAsync(rules, held, way);
        }
        catch (Exception e) when (e is TargetCredentialException or UnreadableBodyException)
        {
            await RefuseAsync(e is TargetCredentialException ? StatusCodes.Status502BadGateway : StatusCodes.Status503ServiceUnavailable, e.Message, null);
        }
    }

    private bool HasBody => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <summary>The body is read first where a policy asks what is in it, or where it may have to wait with the request. All else streams.</summary>
    private async Task<(HeldBody Held, HttpOperation Request, Verdict Verdict)> DecideAsync(RequestRules rules)
    {
        var held = HasBody ? new HeldBody(ReadOnlyMemory<byte>.Empty, context.Request.Body) : HeldBody.None;
        var request = Read(held, "the body was not held");
        var verdict = session.Gate.Decide(rules, request);
        if (held.IsWhole || (!mcp.IsSpoken && verdict.Effect != PolicyEffect.Approve && !rules.Policies.NeedsBody(request))) return (held, request, verdict);
        request.Dispose();
        held = (await HeldBody.ReadAsync(context.Request, context.RequestAborted)).Decoded(codings, out var why);
        request = Read(held, held.IsWhole ? why : $"the body is larger than {HeldBody.Limit / 1024} KiB");
        return (held, request, session.Gate.Decide(rules, request));
    }

    private RequestRules Rules()
    {
        try
        {
            return session.Gate.Now();
        }
        catch (AccessRefused e)
        {
            throw new SessionFailure(e.Kind == RefusalKind.NoRight ? FailureKind.NoRight : FailureKind.BadCredential, e.Message, inner: e);
        }
    }

    /// <param name="unread">Why nobody can say what is in the body; null where it is held and can be read.</param>
    private HttpOperation Read(HeldBody held, string? unread)
    {
        var headers = context.Request.Headers.SelectMany(h => h.Value, (h, value) => new HttpHeader(h.Key, value ?? "")).ToArray();
        if (!HasBody) unread = null;
        return new HttpOperation(context.Request.Method, target, headers, unread is null ? held.Bytes : null, unread) { StandingOf = session.Tools.StandingOf };
    }

    private void Record(RequestRules rules, Verdict verdict) => session.Recorder.Operation(
        number, RecordedHead.OfRequest(context.Request, target, rules.Bodies, rules.Connection.Credential), null, [context.Request.Method.ToLowerInvariant()], [], Word(verdict), verdict.Policy, verdict.Observed,
        RunHeaders.Of(context.Request.Headers, target, rules.Bodies), isExchange: true);

    private async Task<bool> ApprovedAsync(RequestRules rules, Verdict verdict, HttpOperation request, HeldBody held)
    {
        if (!held.IsWhole)
        {
            await RefuseAsync(StatusCodes.Status413PayloadTooLarge, $"The request must be approved, and its body is larger than the {HeldBody.Limit / 1024} KiB that can wait.", verdict.Policy);
            return false;
        }
        var isShown = codings.IsNone || held.Decoding is not null;
        var unshown = isShown ? null : $"({held.Bytes.Length} bytes, encoded as {context.Request.Headers.ContentEncoding}, that cannot be read, and are not shown)";
        var why = await AskAsync(rules, verdict, request, isShown ? held.Bytes : default, context.Request.ContentType, unshown);
        await mcp.DecidedAsync(why is null);
        if (why is not null) await RefuseAsync(StatusCodes.Status403Forbidden, why, verdict.Policy);
        return why is null;
    }

    /// <summary>Asks humans, and waits.</summary>
    /// <param name="unshown">What they read in the place of a body that cannot be read; null where it can.</param>
    /// <returns>Why it is not approved; null where it is.</returns>
    private async Task<string?> AskAsync(RequestRules rules, Verdict verdict, HttpOperation request, ReadOnlyMemory<byte> body, string? contentType, string? unshown = null)
    {
        var line = $"{request.Method} {RecordedHead.Target(target, rules.Bodies)}{(unshown is null ? "" : $"\n\n{unshown}")}";
        var tools = ToolQuestion.Of(rules, verdict.Policy!, request, session.Tools);
        var words = SafeText.OfTicket(rules.Bodies, line, contentType, body.Span);
        var asked = session.Gate.RequestFor(rules, verdict, request, words + SafeText.Of(rules.Bodies, tools?.Words() ?? ""));
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.State.Ended);
        ApprovalOutcome outcome;
        using (session.State.Hold()) outcome = await approvals.AskAsync(asked, verdict.Approval!.TimeoutSeconds, HeldAsync, () => session.State.EndReason ?? "the caller is gone", gone.Token);
        session.Recorder.Decided(number, outcome.Decision);
        var why = outcome.IsApproved ? session.Gate.WhyNotApproved(request, verdict) : $"The request was not approved: {outcome.Words}";
        if (why is null)
        {
            approvals.ReportUsed(asked.Id);
            tools?.Approved();
        }
        else if (outcome.IsApproved) approvals.ReportFailed(asked.Id, why);
        return why;

        async Task HeldAsync(ApprovalOpened ticket)
        {
            session.Recorder.Held(number, ticket.Id, ticket.Address, asked.Policy);
            await session.Recorder.CommitAsync(gone.Token);
            if (OnHeld is not null) await OnHeld(ticket);
            else await mcp.HeldAsync(ticket, gone.Token);
        }
    }

    private async Task TalkAsync(RequestRules rules, TargetWay way)
    {
        using var talk = new SocketExchange(context, session, way, number, rules.Connection.Recording.ResultLimit, JudgeAsync, Rules, time);
        await talk.RunAsync(way.AddressOf(target));
    }

    /// <summary>A message is a request like the one that opened its socket, with the message as its body.</summary>
    private async Task JudgeAsync(SocketMessage message)
    {
        var rules = Rules();
        using var head = Read(HeldBody.None, null);
        if (!rules.Policies.NeedsBody(head)) return;
        var isText = message.Type == WebSocketMessageType.Text;
        HttpHeader[] headers = [new("Content-Type", message.LooksLikeJson ? "application/json" : "text/plain"), .. head.Headers.ToArray().Where(h => !h.Is("Content-Type"))];
        using var request = new HttpOperation(head.Method, target, headers, isText ? message.Bytes : null, isText ? null : "the message is binary");
        var verdict = session.Gate.Decide(rules, request);
        if (verdict.Effect == PolicyEffect.Allow) return;
        var why = verdict is { Effect: PolicyEffect.Approve, Approval: not null } ? await AskAsync(rules, verdict, request, message.Bytes, headers[0].Value) : verdict.Message ?? "This message is not allowed here.";
        if (why is null) return;
        session.Recorder.Error(number, "ERROR", "1008", why, verdict.Policy is null ? null : $"Policy: {verdict.Policy}");
        throw new SocketEndedException(WebSocketCloseStatus.PolicyViolation, why);
    }

    private async Task ForwardAsync(RequestRules rules, HeldBody held, TargetWay to)
    {
        if (HasBody && !held.IsWhole && held.Bytes.IsEmpty && WaitsFor(to)) held = await HeldBody.ReadAsync(context.Request, context.RequestAborted);
        var bodies = new BodyGovernor(session, to, rules, number, rules.Connection.Recording.ResultLimit, time);
        var way = HasBody ? bodies.OfRequest(context.Request.ContentType, codings, held.Decoding) : null;
        if (way?.Refusal is { } refusal)
        {
            await RefuseAsync(StatusCodes.Status415UnsupportedMediaType, refusal, null);
            return;
        }
        await using var body = way is null ? Stream.Null : bodies.Open(way, held.Open(), BodyRecord.Request, context.Request.Method);
        if (way is not null) context.Request.Body = body;
        ReadOnlyMemory<byte>? whole = way is null ? ReadOnlyMemory<byte>.Empty : held.IsWhole && to.Credential.HoldsUpTo > 0 ? await ReadAsync(body) : default(ReadOnlyMemory<byte>?);
        var transform = new ExchangeTransform(context, session, to, bodies, address, mcp, time) { ChangesLength = way?.IsRead == true, WholeBody = whole };
        var error = await forwarder.SendAsync(context, to.Address, to.Invoker, new ForwarderRequestConfig { Version = System.Net.HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher }, transform, context.RequestAborted);
        if (error == ForwarderError.None && transform.Refusal is null) await mcp.ForwardedAsync();
        if ((error != ForwarderError.None || transform.Refusal is not null) && !context.RequestAborted.IsCancellationRequested) await FailAsync(transform.Refusal);
    }

    /// <summary>The credential has to see the whole body, or is glad to where it is small and said to be.</summary>
    private bool WaitsFor(TargetWay to) => to.Credential.HoldsUpTo >= HeldBody.Limit || context.Request.ContentLength <= to.Credential.HoldsUpTo;

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream governed)
    {
        var whole = new MemoryStream();
        await governed.CopyToAsync(whole, context.RequestAborted);
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private async Task FailAsync(string? refusal)
    {
        var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is TargetCredentialException credential) throw credential;
            if (inner is AccessRefused or UnreadableBodyException or AnswerNotKeptException) refusal ??= inner.Message;
        }
        await RefuseAsync(refusal is null ? StatusCodes.Status502BadGateway : StatusCodes.Status503ServiceUnavailable, refusal ?? "The target did not answer as HTTP does.", null);
    }

    private async Task RefuseAsync(int status, string words, string? policy)
    {
        session.Recorder.Error(number, "ERROR", $"{status}", words, policy is null ? null : $"Policy: {policy}");
        await session.Recorder.CommitAsync(context.RequestAborted);
        if (await mcp.TryRefuseAsync(words, policy)) return;
        await Problems.SayAsync(context, status, words, more: policy is null ? null : new Dictionary<string, string> { ["policy"] = policy });
    }

    private static string Word(Verdict verdict) => verdict.Effect switch { PolicyEffect.Allow => "allow", PolicyEffect.Approve when verdict.Approval is not null => "approve", _ => "deny" };
}
