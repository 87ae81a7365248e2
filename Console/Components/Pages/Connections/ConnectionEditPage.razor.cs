using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Live;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>Where a connection is made and changed.</summary>
public sealed partial class ConnectionEditPage
{
    private ConnectionDraft? draft;
    private Guid? version;
    private bool hasPassword;
    private bool missing;
    private bool saving;
    private bool tried;
    private bool showsMore;
    private string suggested = "";
    private IReadOnlyList<AgentOverview> agents = [];
    private ImmutableArray<ConnectionDefinition> definitions = [];
    private IReadOnlyList<ConfigMistake> mistakes = [];
    private HistoryEntry? theirs;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>For a new one: another one to begin with a copy of.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private ConnectionDirectory Directory { get; set; } = default!;

    [Inject]
    private ConfigHistory History { get; set; } = default!;

    [Inject]
    private AgentDirectory AgentDirectory { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Agents];

    private bool IsNew => Name is null;

    private bool IsHttp => draft?.Protocol == ConnectionProtocol.Http;

    private string Heading => IsNew ? "New connection" : $"Edit {Name}";

    private IReadOnlyList<Crumb> Crumbs => IsNew ? [new("Connections", "connections")] : [new("Connections", "connections"), new(Name!, $"connections/{Name}")];

    private IEnumerable<string> KnownTags => definitions.SelectMany(d => d.Config.Tags.Select(t => $"{t.Key}={t.Value}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What would be wrong, but not in this connection.</summary>
    private IReadOnlyList<ConfigMistake> Elsewhere => [.. mistakes.Where(m => m.Path.StartsWith("policies[", StringComparison.Ordinal) || m.Path.StartsWith("maskingRules[", StringComparison.Ordinal) || m.Path.StartsWith("connections[", StringComparison.Ordinal))];

    /// <summary>What is wrong now: what cannot be read as it stands, and what the last attempt to save was refused for.</summary>
    private IReadOnlyList<ConfigMistake> Wrong => tried && draft?.Unreadable() is { Count: > 0 } unreadable ? unreadable : mistakes;

    protected override async Task LoadAsync()
    {
        agents = await AgentDirectory.ListAsync(Gone);
        definitions = (await Configuration.ReadAsync(Gone)).Connections ?? [];
        if (draft is null) await BeginAsync();
        else if (!IsNew && !saving && (await Directory.FindAsync(Name!, Gone))?.Version != version) theirs = await TheirsAsync();
    }

    private async Task BeginAsync()
    {
        var source = (Name ?? From) is { } name ? await Directory.FindAsync(name, Gone) : null;
        missing = !IsNew && source is null;
        if (missing) return;
        draft = source is null ? new ConnectionDraft() : ConnectionDraft.From(source.Config, source.AgentNames);
        if (!IsNew)
        {
            (version, hasPassword, showsMore) = (source!.Version, source.HasPassword, true);
            return;
        }

        (draft.Name, draft.ListenPort) = ("", "");
        draft.Credential.ForgetStored();
        if (draft.Agents.IsEmpty && agents.Count == 1) draft.Agents = [agents[0].Name];
        SuggestPort();
    }

    /// <summary>What is usual for the protocol, where nobody chose otherwise.</summary>
    private void TakeProtocol()
    {
        if (draft is null) return;
        var usual = Enum.GetValues<ConnectionProtocol>().Select(p => FreePorts.Usual(p).ToString(CultureInfo.InvariantCulture));
        if (usual.Contains(draft.Port)) draft.Port = FreePorts.Usual(draft.Protocol).ToString(CultureInfo.InvariantCulture);
        if (IsHttp && draft.Tls == TargetTlsMode.Prefer) draft.Tls = TargetTlsMode.VerifyFull;
        if (IsHttp) draft.Database = "";
        SuggestPort();
    }

    /// <summary>Only while nobody chose a port: what somebody typed stays.</summary>
    private void SuggestPort()
    {
        if (draft is null || !IsNew || draft.ListenPort != suggested) return;
        draft.ListenPort = suggested = FreePorts.Suggest(definitions, draft.Agents, draft.Protocol).ToString(CultureInfo.InvariantCulture);
    }

    private string? Error(string key) => Wrong.FirstOrDefault(m => m.Path == key || m.Path.StartsWith(key + "[", StringComparison.Ordinal))?.What is { } what ? char.ToUpperInvariant(what[0]) + what[1..] : null;

    private async Task SaveAsync()
    {
        if (draft is null || saving) return;
        (tried, mistakes) = (true, []);
        if (draft.Unreadable().Count > 0)
        {
            showsMore = true;
            return;
        }

        saving = true;
        try
        {
            await TakeAsync(await Configuration.SaveAsync(draft.ToDefinition(), version, Actor, Gone));
        }
        finally
        {
            saving = false;
        }
    }

    private async Task TakeAsync(ConfigOutcome outcome)
    {
        var index = IsNew ? definitions.Length : definitions.Select(d => d.Config.Name).ToList().IndexOf(Name!);
        mistakes = [.. outcome.Mistakes.Select(m => m.Path.StartsWith($"connections[{index}].", StringComparison.Ordinal) ? m with { Path = m.Path[$"connections[{index}].".Length..] } : m)];
        if (outcome.Conflict && IsNew) mistakes = [new("name", $"There is a connection '{draft!.Name.Trim()}' already.")];
        else if (outcome.Conflict) theirs = await TheirsAsync();
        if (mistakes.Count > 0) showsMore = true;
        if (!outcome.Accepted) return;
        Notifications.Notify(NotificationSeverity.Success, IsNew ? "Connection added" : "Saved", outcome.Changes.IsEmpty ? "Nothing was different." : "Agents have it within a second.");
        Navigation.NavigateTo($"connections/{draft!.Name.Trim()}");
    }

    private async Task<HistoryEntry?> TheirsAsync() => (await History.ReadAsync("connection", Name!, null, 20, Gone)).Entries.FirstOrDefault(e => e.Before is not null || e.After is not null);

    private async Task SaveOverAsync()
    {
        version = (await Directory.FindAsync(Name!, Gone))?.Version;
        theirs = null;
        await SaveAsync();
    }

    private async Task LoadTheirsAsync()
    {
        (theirs, mistakes, draft, tried) = (null, [], null, false);
        await LoadAsync();
    }
}
