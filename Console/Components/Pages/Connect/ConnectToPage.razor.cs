using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Connect;

/// <summary>The way into one connection: access, a token, and the line for one's client.</summary>
public sealed partial class ConnectToPage
{
    private const string placeholder = "TOKEN";
    private static readonly IReadOnlyList<Crumb> crumbs = [new("Connect", "connect")];
    private static readonly IReadOnlyList<(int Minutes, string Words)> lives = [(15, "15 minutes"), (60, "1 hour"), (240, "4 hours"), (480, "8 hours"), (720, "12 hours")];
    private AccessState? state;
    private bool loaded;
    private bool isOnline;
    private bool busy;
    private string? problem;
    private int minutes = TokenDesk.StandardMinutes;
    private Secret? token;
    private DateTimeOffset expiresAt;
    private bool isShown;
    private string sslMode = "verify-full";
    private string database = "postgres";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Word of a client.</summary>
    [SupplyParameterFromQuery]
    private string? With { get; set; }

    [Inject]
    private ConnectionRights Rights { get; set; } = default!;

    [Inject]
    private OwnRequests Requests { get; set; } = default!;

    [Inject]
    private AgentDirectory Agents { get; set; } = default!;

    [Inject]
    private TokenDesk Desk { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Approvals, LiveTopics.Agents];

    private ConnectionConfig Config => state!.Connection.Config;

    private bool IsHttp => Config.Protocol == ConnectionProtocol.Http;

    private ClientKit Kit => ClientKit.Of(Config.Protocol.ToString()) ?? ClientKit.All[0];

    private ClientTool Tool => Kit.Tools.FirstOrDefault(t => t.Word == With) ?? Kit.Tools[0];

    private string Password => token?.Reveal() ?? placeholder;

    private ClientTarget Target => new(state!.Connection.Host, Config.Listen.Port, Config.Target.Database ?? database.Trim(), Me.Identity.Name, sslMode);

    protected override async Task LoadAsync()
    {
        var usable = await Rights.FindAsync(Me.Identity, Name, Gone);
        state = usable is null ? null : AccessState.Of(usable, await Requests.ReadAsync(Me.Identity.Name, Gone), Time.GetUtcNow());
        if (usable is not null) isOnline = (await Agents.ListAsync(Gone)).Any(a => a.Online && usable.Agents.Contains(a.Name));
        loaded = true;
    }

    private async Task MakeAsync()
    {
        if (busy) return;
        busy = true;
        (token, expiresAt, problem) = await Desk.IssueAsync(Me.Identity, Name, Math.Clamp(minutes, 1, TokenDesk.LongestMinutes), Actor, Gone);
        (busy, isShown) = (false, false);
    }

    private void Forget() => (token, isShown) = (null, false);
}
