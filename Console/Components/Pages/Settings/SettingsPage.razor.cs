using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Settings;

/// <summary>What each person sets for themselves, and what administrators set for all.</summary>
public sealed partial class SettingsPage
{
    private static readonly (string Id, string Words)[] all = [("you", "Yours"), ("sign-in", "Sign-in"), ("retention", "Retention"), ("configuration", "Configuration"), ("about", "About")];
    private ConsoleConfig? config;

    [SupplyParameterFromQuery(Name = "tab")]
    private string? AskedTab { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private IEnumerable<(string Id, string Words)> Tabs => IsAdmin ? all : all.Take(1);

    private string Tab => Tabs.Any(t => t.Id == AskedTab) ? AskedTab! : "you";

    protected override async Task LoadAsync()
    {
        if (IsAdmin) config = await Configuration.ReadAsync(Gone);
    }
}
