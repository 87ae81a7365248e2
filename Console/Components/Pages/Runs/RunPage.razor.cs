using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Live;
using HoopLike.Console.Sessions.Runs;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Runs;

/// <summary>One run over all its connections: requests and statements on one time line, each leading into its session.</summary>
public sealed partial class RunPage
{
    private const int PageSize = 200;
    private static readonly IReadOnlyList<Crumb> crumbs = [new Crumb("Runs", "runs")];

    private readonly List<RunStep> steps = [];
    private string? shown;
    private DateTimeOffset start;
    private DateTimeOffset end;
    private bool loaded;
    private bool hasMore;

    /// <summary>A run's, a thread's or a trace's.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private RunTimeline Timeline { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Sessions];

    private string? Own => SeesEverything ? null : Me.Identity.Name;

    /// <summary>The other ids that its operations name.</summary>
    private IEnumerable<(string Word, List<string> Ids)> Ids => new (string Word, List<string> Ids)[]
    {
        ("Runs", Named(s => s.Run)), ("Threads", Named(s => s.Thread)), ("Traces", Named(s => s.Trace)),
    }.Where(i => i.Ids.Count > 0);

    protected override async Task OnParametersSetAsync()
    {
        if (!loaded || shown == Id) return;
        steps.Clear();
        await LoadAsync();
    }

    /// <summary>Brings what is shown up to date: what became of a step is known later than the step.</summary>
    protected override async Task LoadAsync()
    {
        var wanted = Math.Max(PageSize, steps.Count);
        var found = await Timeline.ReadAsync(Id, Own, null, wanted + 1, Gone);
        steps.Clear();
        steps.AddRange(found.Take(wanted));
        (shown, hasMore, loaded) = (Id, found.Count > wanted, true);
        Measure();
    }

    private async Task MoreAsync()
    {
        if (steps.Count == 0) return;
        var found = await Timeline.ReadAsync(Id, Own, steps[^1], PageSize + 1, Gone);
        steps.AddRange(found.Take(PageSize));
        hasMore = found.Count > PageSize;
        Measure();
    }

    private void Measure()
    {
        if (steps.Count == 0) return;
        start = steps[0].Step.At;
        end = steps.Max(s => s.Step.EndedAt ?? s.Step.At);
    }

    private List<string> Named(Func<StepEntity, string?> id) => [.. steps.Select(s => id(s.Step)).OfType<string>().Distinct(StringComparer.Ordinal).Where(i => i != Id).Take(20)];

    private string Place(StepEntity step)
    {
        var whole = Math.Max((end - start).TotalMicroseconds, 1);
        var (left, width) = ((step.At - start).TotalMicroseconds / whole, (step.Took ?? TimeSpan.Zero).TotalMicroseconds / whole);
        return string.Create(CultureInfo.InvariantCulture, $"left: {left * 100:0.##}%; width: max(3px, {Math.Min(width, 1 - left) * 100:0.##}%)");
    }

    private static string Took(RunStep step) => step.Step.Took is { } took ? Ages.Took(took) : step.Session.EndedAt is null ? "not over" : "";

    private static string What(RunStep step) => step.Session.IsHttp ? step.Operation.Text.Split('\n')[0] : step.Operation.Text;

    private static string Held(StepEntity step, DateTimeOffset held) => step switch
    {
        { DecidedAt: { } decided, DecidedBy: { IsDefaultOrEmpty: false } by } => $"{Ages.Took(decided - held)}, by {string.Join(", ", by)}",
        { DecidedAt: { } decided } => Ages.Took(decided - held),
        _ => "waiting",
    };
}
