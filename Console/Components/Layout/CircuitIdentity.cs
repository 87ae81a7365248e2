using System.Security.Claims;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HoopLike.Console.Components.Layout;

/// <summary>Who looks at the open pages of a circuit. A circuit outlives the request that began it: roles that are given or taken meanwhile, and the end of the sign-in, reach it here.</summary>
public sealed class CircuitIdentity : ServerAuthenticationStateProvider, IDisposable
{
    /// <summary>News can be lost; what somebody may no longer see is gone after this at the latest.</summary>
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(20);

    /// <summary>A burst of changes is one look.</summary>
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(250);

    private readonly IServiceProvider services;
    private readonly TimeProvider time;
    private readonly List<IDisposable> subscriptions = [];
    private readonly ITimer timer;
    private readonly SemaphoreSlim looking = new(1);

    public CircuitIdentity(LiveFeed live, IServiceProvider services, TimeProvider time)
    {
        (this.services, this.time) = (services, time);
        foreach (var topic in (string[])[LiveTopics.SignIns, LiveTopics.Snapshot]) subscriptions.Add(live.SubscribeThrottled(topic, interval, time, LookAsync));
        AuthenticationStateChanged += OnBegun;
        timer = time.CreateTimer(_ => _ = LookAsync(), null, longestWait, longestWait);
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= OnBegun;
        timer.Dispose();
        foreach (var subscription in subscriptions) subscription.Dispose();
        looking.Dispose();
    }

    // Whoever it was when the browser asked for the circuit may be signed out by the time that it is there: news from in between found nobody to tell.
    private void OnBegun(Task<AuthenticationState> state)
    {
        AuthenticationStateChanged -= OnBegun;
        _ = LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            await looking.WaitAsync();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        try
        {
            var before = await Before();
            if (before?.SignIn() is not { } id) return;
            using var patience = new CancellationTokenSource(longestWait, time);
            var now = await AuthenticationSetup.PrincipalAsync(services, id, patience.Token) ?? new ClaimsPrincipal(new ClaimsIdentity());
            if (!Says(before).SetEquals(Says(now))) SetAuthenticationState(Task.FromResult(new AuthenticationState(now)));
        }
        catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException or ObjectDisposedException)
        {
            // The store is away, or the circuit is gone: the next look tells.
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        try
        {
            looking.Release();
        }
        catch (ObjectDisposedException)
        {
            // The circuit went away during the look.
        }
    }

    // Before the first page there is no state yet, and asking for it throws.
    private async Task<ClaimsPrincipal?> Before()
    {
        try
        {
            return (await GetAuthenticationStateAsync()).User;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static HashSet<(string, string)> Says(ClaimsPrincipal user) => [.. user.Claims.Select(c => (c.Type, c.Value))];
}
