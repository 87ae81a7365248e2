using System.Security.Claims;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HoopLike.Console.Components.Controls;

/// <summary>A page that shows what is true now: it loads, and loads again when the feed says that something changed.</summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    /// <summary>Fast enough to be called live, slow enough that a burst is one redraw.</summary>
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> subscriptions = [];

    [Inject]
    private LiveFeed Live { get; set; } = default!;

    [Inject]
    protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = default!;

    [CascadingParameter(Name = "ViewerAddress")]
    private string? Address { get; set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => gone.Token;

    /// <summary>The signed-in person as somebody who may want to decide or end something.</summary>
    protected Decider Me { get; private set; } = default!;

    protected bool SeesEverything { get; private set; }

    protected bool IsAdmin { get; private set; }

    protected bool MayApprove { get; private set; }

    /// <summary>The signed-in person as the one who changes something, for the audit log.</summary>
    protected Actor Actor => new(Me.Identity.Name, Address);

    /// <summary>What to listen to: some of <see cref="LiveTopics"/>.</summary>
    protected abstract IReadOnlyList<string> Topics { get; }

    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        Recognise((await Authentication.GetAuthenticationStateAsync()).User);
        Authentication.AuthenticationStateChanged += OnRecognised;
        if (RendererInfo.IsInteractive) subscriptions.AddRange(Topics.Select(t => Live.SubscribeThrottled(t, interval, Time, () => InvokeAsync(RefreshAsync))));
        await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Authentication.AuthenticationStateChanged -= OnRecognised;
        foreach (var subscription in subscriptions) subscription.Dispose();
        await gone.CancelAsync();
        gone.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Recognise(ClaimsPrincipal user)
    {
        Me = new Decider(user.Caller(), user.MayApprove(), user.IsInRole(Roles.Admin), Address);
        (SeesEverything, IsAdmin, MayApprove) = (user.SeesEverything(), user.IsInRole(Roles.Admin), user.MayApprove());
    }

    // Roles may be taken away, or given, while the page is open. Somebody signed out is sent elsewhere by the frame.
    private void OnRecognised(Task<AuthenticationState> state) => _ = InvokeAsync(async () =>
    {
        if ((await state).User is not { Identity.IsAuthenticated: true } user) return;
        Recognise(user);
        await RefreshAsync();
    });

    private async Task RefreshAsync()
    {
        if (gone.IsCancellationRequested) return;
        await LoadAsync();
        StateHasChanged();
    }
}
