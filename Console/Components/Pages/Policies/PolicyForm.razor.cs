using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Policies;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The fields of a policy, each with what it means and what is wrong with it.</summary>
public sealed partial class PolicyForm
{
    private static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private static readonly Lazy<string[]> zones = new(() => [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);

    [Parameter, EditorRequired]
    public PolicyDraft Draft { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public FieldMistakes Mistakes { get; set; } = FieldMistakes.None;

    [Parameter, EditorRequired]
    public RuleChoices Choices { get; set; } = default!;

    private static (PolicyMoment Moment, string Title, string Explanation)[] Moments =>
    [
        (PolicyMoment.Statement, "Before the statement runs", "The target sees nothing of it until somebody approves."),
        (PolicyMoment.Commit, "At COMMIT, after it ran", "Approvers see how many rows it really changed and a masked sample of before and after. Until they decide, its locks are held; anything but an approval rolls back. Say which kinds of write."),
    ];

    private static string[] Zones => zones.Value;

    private (PolicyEffect Effect, string Title, string Explanation)[] Effects => Draft.Scope == PolicyScope.Session
        ? [
            (PolicyEffect.Deny, "Keep out", "Goes before everything else."),
            (PolicyEffect.Approve, "Let in after an approval", "On top of a policy that lets in; opens a grant for a while."),
            (PolicyEffect.Allow, "Let in", "Whom no policy lets in stays out."),
        ]
        : [
            (PolicyEffect.Deny, "Deny", "Goes before everything else."),
            (PolicyEffect.Approve, "Hold for approval", "The statement waits on its open connection until somebody decides."),
            (PolicyEffect.Allow, "Allow", "Names what is fine anyway; it never beats a deny or a hold."),
        ];

    private string? TagMistake => Draft.Tags.FirstOrDefault(t => t.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong ? $"'{wrong}' is no key=value." : null;

    private string? WindowMistake => Mistakes.At("when") is { } wrong && Mistakes.At("when.from") is null && Mistakes.At("when.zone") is null ? wrong : null;

    private string WhereNow
    {
        get
        {
            var match = Draft.ToConfig().Connections;
            var names = Choices.Known.Where(match.Matches).Select(c => c.Name).ToList();
            return names.Count == 0 ? "No connection there is now." : match.IsEmpty() ? $"Every connection, those to come included: now {PolicyWords.All(names, "and")}." : $"Now {PolicyWords.All(names, "and")}.";
        }
    }

    private string WhoNow
    {
        get
        {
            var match = Draft.ToConfig().Subjects;
            if (match.IsEmpty()) return "Everybody.";
            var known = Choices.IdentityImage;
            var names = known.Users.Select(u => new CallerIdentity(u.Key, CallerKind.Human, u.Value, "")).Concat(known.ServiceAccounts.Select(a => new CallerIdentity(a.Key, CallerKind.Machine, a.Value, "")))
                .Where(match.Matches).Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase).ToList();
            var others = known.Providers.IsEmpty ? "" : ", and people of identity providers to whom it applies";
            return $"Now {(names.Count == 0 ? "nobody that is known here" : PolicyWords.All(names, "and"))}{others}.";
        }
    }

    /// <summary>A table without its schema is in any.</summary>
    private Task SetTablesAsync(ImmutableArray<string> typed) =>
        SetAsync(() => Draft.Tables = [.. typed.Select(t => t.Contains('.', StringComparison.Ordinal) ? t : $"*.{t}").Distinct(StringComparer.Ordinal)]);

    private Task SetKindAsync(string? kind) => SetAsync(() => Draft.Kinds = Enum.TryParse<CallerKind>(kind, out var only) ? [only] : []);

    private void Toggle(string kind) => Draft.SqlKinds = Draft.SqlKinds.Contains(kind) ? Draft.SqlKinds.Remove(kind) : Draft.SqlKinds.Add(kind);

    private void Toggle(DayOfWeek day) => Draft.Days = Draft.Days.Contains(day) ? Draft.Days.Remove(day) : Draft.Days.Add(day);

    private Task SetAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private static int Number(object? value, int otherwise) => int.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
