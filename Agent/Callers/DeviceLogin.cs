namespace HoopLike.Agent.Callers;

/// <summary>Waits until a person has let this command line in by its code (RFC 8628, sections 3.4 and 3.5).</summary>
internal sealed class DeviceLogin(OAuthClient oauth, TimeProvider time)
{
    private static readonly TimeSpan slower = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan slowest = TimeSpan.FromSeconds(60);

    /// <exception cref="CallerFailure">It was denied, or nobody confirmed it in time.</exception>
    public async Task<GivenToken> WaitAsync(DeviceInvitation invitation, CancellationToken ct)
    {
        var interval = invitation.Interval;
        var ends = time.GetUtcNow() + invitation.Life;
        CallerFailure? away = null;
        while (time.GetUtcNow() + interval < ends)
        {
            await Task.Delay(interval, time, ct);
            (GivenToken? Token, TokenError? Error) answer;
            try
            {
                answer = await oauth.AskAsync([new("grant_type", OAuthClient.DeviceGrant), new("device_code", invitation.DeviceCode.Reveal())], ct);
                away = null;
            }
            catch (CallerFailure e) when (e.InnerException is HttpRequestException or OperationCanceledException)
            {
                // A console that restarts still knows the code; RFC 8628 asks for longer and longer pauses.
                away = e;
                interval = Shorter(interval * 2, slowest);
                continue;
            }

            if (answer.Token is { } token) return token;
            switch (answer.Error!.Error)
            {
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval = Longer(interval + slower, answer.Error.RetryAfter ?? TimeSpan.Zero);
                    break;
                case "access_denied":
                    throw new CallerFailure("The sign-in was denied in the browser.");
                case "expired_token":
                    throw NobodyCame();
                default:
                    throw oauth.Refused(answer.Error);
            }
        }

        throw away ?? NobodyCame();
    }

    private static CallerFailure NobodyCame() => new("Nobody confirmed the code in time. Run the command again for a new one.");

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
