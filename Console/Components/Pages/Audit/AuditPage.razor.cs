using System.Globalization;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Audit;

/// <summary>Who did what, before and after; searched by what stands in the address.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 50;
    private List<AuditEntity>? entries;
    private AuditWords words = new([], []);
    private bool hasMore;
    private string? loadedFor;
    private string? actor;
    private string? action;
    private string? target;
    private string? text;
    private DateTime? from;
    private DateTime? to;

    [SupplyParameterFromQuery(Name = "actor")]
    private string? AskedActor { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    private string? AskedAction { get; set; }

    [SupplyParameterFromQuery(Name = "target")]
    private string? AskedTarget { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? AskedText { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? AskedFrom { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? AskedTo { get; set; }

    [SupplyParameterFromQuery(Name = "entry")]
    private long? OpenEntry { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    [Inject]
    private AuditSearch Search { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Audit, LiveTopics.Approvals];

    private bool HasFilter => Key.Length > 5;

    /// <summary>What is asked for, as one text.</summary>
    private string Key => string.Join('\n', AskedActor, AskedAction, AskedTarget, AskedText, AskedFrom, AskedTo);

    private AuditQuery Query => new(None(AskedActor), None(AskedAction), None(AskedTarget), Moment(AskedFrom), Moment(AskedTo), None(AskedText));

    /// <summary>Each action, and what they have in common: policy, and policy.changed.</summary>
    private IEnumerable<string> Actions => words.Actions.Select(a => a.Split('.')[0]).Concat(words.Actions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    protected override async Task OnParametersSetAsync()
    {
        (actor, action, target, text, from, to) = (AskedActor, AskedAction, AskedTarget, AskedText, Local(AskedFrom), Local(AskedTo));
        if (loadedFor is not null && loadedFor != Key) await LoadAsync();
    }

    /// <summary>The newest entries; those that were scrolled to stay, unless something else is asked for.</summary>
    protected override async Task LoadAsync()
    {
        var key = Key;
        var newest = await Search.FindAsync(Query, null, PageSize, Gone);
        if (words.Actions.Count == 0) words = await Search.WordsAsync(Gone);
        if (key != Key) return;
        var known = loadedFor == key && entries is { Count: > 0 } && newest.Count > 0 && newest[^1].Sequence <= entries[0].Sequence ? entries : null;
        if (known is null) (entries, hasMore, loadedFor) = ([.. newest], newest.Count == PageSize, key);
        else entries = [.. newest.Where(e => e.Sequence > known[0].Sequence), .. known];
        if (OpenEntry is { } open && entries.All(e => e.Sequence != open) && !HasFilter && await FindAsync(open) is { } asked) entries.Add(asked);
    }

    private async Task<AuditEntity?> FindAsync(long sequence) => (await Search.FindAsync(new AuditQuery(), sequence + 1, 1, Gone)).FirstOrDefault(e => e.Sequence == sequence);

    private async Task MoreAsync()
    {
        if (entries is not { Count: > 0 } || !hasMore) return;
        var more = await Search.FindAsync(Query, entries[^1].Sequence, PageSize, Gone);
        entries.AddRange(more);
        hasMore = more.Count == PageSize;
    }

    private bool IsOpen(AuditEntity entry) => OpenEntry == entry.Sequence;

    private void Toggle(AuditEntity entry) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("entry", IsOpen(entry) ? null : entry.Sequence), replace: true);

    private void Apply() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["actor"] = None(actor), ["action"] = None(action), ["target"] = None(target), ["q"] = None(text), ["from"] = Written(from), ["to"] = Written(to), ["entry"] = null,
    }));

    private string With(string what, string value) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { [what] = value, ["entry"] = null });

    private string ExportAddress(string format) => Navigation.GetUriWithQueryParameters("/api/v1/audit/export", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["format"] = format, ["actor"] = None(AskedActor), ["action"] = None(AskedAction), ["target"] = None(AskedTarget), ["q"] = None(AskedText),
        ["from"] = Moment(AskedFrom)?.UtcDateTime.ToString("O"), ["to"] = Moment(AskedTo)?.UtcDateTime.ToString("O"),
    });

    private static string? None(string? word) => string.IsNullOrWhiteSpace(word) ? null : word.Trim();

    private static string? Written(DateTime? local) => local?.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    private static DateTime? Local(string? written) => DateTime.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : null;

    private DateTimeOffset? Moment(string? written) => Local(written) is { } local ? Zone.From(local) : null;
}
