using HoopLike.Console.Live;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>An identity's newest sessions, as they come and go.</summary>
public sealed partial class RecentSessions
{
    private const int Shown = 10;
    private IReadOnlyList<SessionEntity>? sessions;
    private string? loadedFor;

    [Parameter, EditorRequired]
    public string Identity { get; set; } = "";

    [Inject]
    private SessionSearch Search { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Sessions];

    protected override Task OnParametersSetAsync() => loadedFor is null || loadedFor == Identity ? Task.CompletedTask : LoadAsync();

    protected override async Task LoadAsync()
    {
        loadedFor = Identity;
        sessions = await Search.FindAsync(new SessionQuery(Identity: Identity), null, Shown, Gone);
    }
}
