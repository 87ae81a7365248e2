using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols.Http.Deferred;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>
/// The story of a request.
/// <list type="number">
/// <item>Read its target into the one form that is matched and forwarded, and whom it is for.</item>
/// <item>Prove who calls, and enter the caller's session: beginning one is the story of all sessions.</item>
/// <item>Decide by the rules of now; hold where they ask for humans.</item>
/// <item>Record it.</item>
/// <item>Forward it, with the target's credential in the place of the caller's.</item>
/// <item>Mask the answer, record it, deliver it, piece by piece in this order.</item>
/// </list>
/// </summary>
internal sealed class HttpStory(HttpSessions sessions, HttpProof proof, SnapshotHolder snapshots, ApprovalGate approvals, IHttpForwarder forwarder, TimeProvider time, ILogger<HttpStory> log, CancellationToken stop)
{
    private readonly DeferredRequests deferred = new(time);

    public Task HandleAsync(HttpContext context) => ToldAsync(context, () => ServeAsync(context, context.Features.Get<HttpClientFeature>()!));

    /// <summary>Whatever becomes of a request, its caller learns it in words.</summary>
    private async Task ToldAsync(HttpContext context, Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (SessionFailure failure)
        {
            log.RequestRefused(failure.Kind, failure.Message);
            await Problems.SayAsync(context, failure);
        }
        catch (BadHttpRequestException e)
        {
            await Problems.SayAsync(context, e.StatusCode, "The request cannot be read.", e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (RecordingLostException e)
        {
            log.RequestRefused(FailureKind.RecordingLost, e.Message);
            await Problems.SayAsync(context, StatusCodes.Status503ServiceUnavailable, "What happens here cannot be recorded, so it does not happen. Tell whoever runs this gateway.");
        }
        catch (Exception e)
        {
            // The edge of a request: whatever it was, other requests go on and the caller learns that its own does not.
            log.RequestBroke(e);
            await Problems.SayAsync(context, StatusCodes.Status500InternalServerError, "The access gateway failed inside. Its log says why.");
        }
    }

    private async Task ServeAsync(HttpContext context, HttpClientFeature client)
    {
        // 1. Read.
        var request = context.Request;
        if (!HttpTarget.TryParse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var target, out var refusal)) throw new SessionFailure(FailureKind.Protocol, refusal);
        if (request.Headers.ContainsKey("Transfer-Encoding") && request.Headers.ContainsKey("X-Content-Length")) throw new SessionFailure(FailureKind.Protocol, "The request gives the length of its body in two ways.");

        var snapshot = snapshots.Current ?? throw new SessionFailure(FailureKind.Unavailable, "The gateway has no configuration yet. Try again in a moment.");
        var address = RequestAddress.Of(snapshot, client.Connection, target, request.Host);

        // 2. Prove and enter.
        var credential = CallerCredential.Of(request.Headers) ?? throw new SessionFailure(FailureKind.BadCredential, "No token was given: send it as Authorization: Bearer, or as the key that your client asks for.");
        var session = sessions.Enter(credential, client.Client.Remote, address.Connection, request.Headers.UserAgent, stop);
        try
        {
            var open = await EnterAsync(session, context);
            await proof.EnsureAsync(credential, open, address.Connection, client.Client.Remote.Address, context.RequestAborted);
            client.Client.Proven();
            if (DeferredRequests.IsPlace(address.Target.Path)) await deferred.AnswerAsync(context, address, open.Grant.Identity.Name);
            else await new HttpExchange(context, open, address, approvals, forwarder, time) { Defer = DeferredRequests.IsWanted(request) ? body => DeferAsync(context, session, open, address, body) : null }.RunAsync();
        }
        finally
        {
            session.Leave();
        }
    }

    /// <summary>The session lives on with the request, whoever waits for it.</summary>
    private Task DeferAsync(HttpContext context, HttpSession session, OpenHttpSession open, RequestAddress address, HeldBody body)
    {
        if (!session.TryEnter()) throw new SessionFailure(FailureKind.Ended, "The session has ended. Send the request again.");
        return deferred.AcceptAsync(context, address, open.Grant.Identity.Name, body, async request =>
        {
            try
            {
                await ToldAsync(request.Context, new HttpExchange(request.Context, open, address, approvals, forwarder, time) { OnHeld = request.TellHeldAsync }.RunAsync);
            }
            finally
            {
                session.Leave();
            }
        });
    }

    /// <summary>Waits until the session is let in. A client that asked not to wait is told where its ticket is.</summary>
    private static async Task<OpenHttpSession> EnterAsync(HttpSession session, HttpContext context)
    {
        if (!DeferredRequests.IsWanted(context.Request)) return await session.Open.WaitAsync(context.RequestAborted);
        await Task.WhenAny(session.Open, session.Held).WaitAsync(context.RequestAborted);
        if (session.Open.IsCompleted) return await session.Open;
        var ticket = await session.Held;
        throw new SessionFailure(FailureKind.Unavailable, "Your access waits for an approval.", ticket.Address.ToString()) { Hint = "Send the request again once it is approved." };
    }
}
