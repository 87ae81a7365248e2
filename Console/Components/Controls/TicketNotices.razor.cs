using System.Data.Common;
using System.Threading.Channels;
using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace HoopLike.Console.Components.Controls;

/// <summary>Follows the viewer's tickets for as long as the page is open.</summary>
public sealed partial class TicketNotices : IAsyncDisposable
{
    /// <summary>More at once are not read; the number beside the menu's word says that there are more.</summary>
    private const int MostToasts = 4;
    private const string Look = "";

    private static readonly TimeSpan shown = TimeSpan.FromSeconds(12);

    /// <summary>News between consoles can be lost; what was missed is found this often.</summary>
    private static readonly TimeSpan lookAgain = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource gone = new();
    private readonly Channel<string> heard = Channel.CreateBounded<string>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly List<TicketToast> toasts = [];
    private readonly List<IDisposable> subscriptions = [];
    private TicketWatch? watch;
    private IJSObjectReference? module;
    private int waiting;

    [Inject]
    private TicketList Tickets { get; set; } = default!;

    [Inject]
    private ApprovalService Approvals { get; set; } = default!;

    [Inject]
    private LiveFeed Live { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
        await gone.CancelAsync();
        gone.Dispose();
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its module with it.
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        watch = new TicketWatch(Tickets, Approvals, new Decider(user.Caller(), user.MayApprove(), user.IsInRole(Roles.Admin), Address: null));
        if (RendererInfo.IsInteractive)
        {
            subscriptions.Add(Live.Subscribe(LiveTopics.Approvals, e => heard.Writer.TryWrite(e.Key)));
            // Delivered also when the link to the other consoles is back.
            subscriptions.Add(Live.Subscribe(LiveTopics.Snapshot, e =>
            {
                if (!e.FromHere) heard.Writer.TryWrite(Look);
            }));
        }

        await watch.StartAsync(gone.Token);
        waiting = watch.Waiting;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        module = await Script.InvokeAsync<IJSObjectReference>("import", "./notices.js");
        await module.InvokeVoidAsync("waiting", waiting);
        _ = FollowAsync(gone.Token);
        _ = LookAgainAsync(gone.Token);
    }

    private async Task FollowAsync(CancellationToken end)
    {
        try
        {
            await foreach (var key in heard.Reader.ReadAllAsync(end)) await InvokeAsync(() => HearAsync(key, end));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or JSDisconnectedException)
        {
            // The page was left.
        }
    }

    private async Task LookAgainAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(lookAgain, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(end)) heard.Writer.TryWrite(Look);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task HearAsync(string key, CancellationToken end)
    {
        var news = (await ReadAsync(key, end)).Select(n => new TicketToast(n)).ToList();
        foreach (var toast in news) Show(toast);
        // Decided by somebody, or over: there is nothing to hurry for any more.
        toasts.RemoveAll(t => t.IsWaiting && !watch!.IsWaiting(t.Ticket));
        var hasChanged = watch!.Waiting != waiting;
        waiting = watch.Waiting;
        StateHasChanged();
        if (hasChanged) await TellBrowserAsync("waiting", waiting);
        foreach (var toast in news) await TellBrowserAsync("notify", toast.Id, toast.Title, toast.Text, toast.Address);
    }

    private async Task<IReadOnlyList<TicketNews>> ReadAsync(string key, CancellationToken end)
    {
        try
        {
            if (!Guid.TryParse(key, out var id)) return await watch!.CatchUpAsync(end);
            return await watch!.HearAsync(id, end) is { } news ? [news] : [];
        }
        catch (DbException)
        {
            // The store is away; the next look finds what was missed.
            return [];
        }
    }

    /// <summary>While the link to the browser is down it does not answer; what it missed in its title is put right by the next number.</summary>
    private async Task TellBrowserAsync(string what, params object[] words)
    {
        try
        {
            await module!.InvokeVoidAsync(what, words);
        }
        catch (Exception e) when (e is JSException or OperationCanceledException)
        {
            // The page itself says it as well.
        }
    }

    private void Show(TicketToast toast)
    {
        toasts.RemoveAll(t => t.Id == toast.Id);
        toasts.Add(toast);
        if (toasts.Count > MostToasts) toasts.RemoveAt(0);
        _ = FadeAsync(toast);
    }

    private void Leave(TicketToast toast)
    {
        toast.Release();
        _ = FadeAsync(toast);
    }

    private async Task FadeAsync(TicketToast toast)
    {
        await Task.Delay(shown, Time, gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!gone.IsCancellationRequested && !toast.IsHeld && toasts.Contains(toast)) await InvokeAsync(() => Dismiss(toast));
    }

    private void Dismiss(TicketToast toast)
    {
        toasts.Remove(toast);
        StateHasChanged();
    }
}
