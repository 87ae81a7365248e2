using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>The fields of a masking rule, each with what it means and what is wrong with it.</summary>
public sealed partial class MaskingRuleForm
{
    private const string Sample = "ada@example.com";

    /// <summary>Characters shown of an example: of a token, its beginning.</summary>
    private const int ExampleLimit = 24;

    private static readonly (MaskKind Kind, string Title, string Explanation)[] methods =
    [
        (MaskKind.Redact, "A fixed word", "Tells nothing of the value, not even whether two are equal."),
        (MaskKind.Partial, "Part of it", "Enough to recognise a value that one knows already; of short values nothing stays."),
        (MaskKind.Hash, "A keyed hash", "Equal values of a connection stay equal, so that they can be counted and joined outside; nobody can compute it without the installation's key. Numbers, dates, addresses and UUIDs become others of their type."),
        (MaskKind.Token, "A token", "Stands for the value in one session only: the caller can look the same customer up by it (WHERE email = token) without ever seeing the value. For text columns; others become NULL."),
        (MaskKind.Null, "NULL", "Where programs cannot read anything else. What cannot carry the chosen mask becomes NULL too: numbers and dates under all methods but the hash, flags, ranges and the like under every one."),
    ];

    private static readonly (PredicateUse Use, string Title, string Explanation)[] predicates =
    [
        (PredicateUse.Allow, "Allowed", "WHERE, JOIN, GROUP BY and ORDER BY work as before; somebody patient can find a masked value out by asking again and again whether it is less or greater than a guess."),
        (PredicateUse.Equality, "Only equality", "A masked column may be compared for being equal (=, IN up to a hundred values), joined to another masked column, grouped and counted; ranges, patterns, sorting and whatever could fail for some values are refused. Programs can look up a value that they know, and nobody can feel the way to one that they do not."),
        (PredicateUse.Deny, "Refused", "A statement that chooses, joins, groups or orders rows by a masked column does not run, so that nothing can be guessed; programs that look customers up by e-mail stop working."),
    ];

    private static readonly (CopyUse Use, string Title, string Explanation)[] copies =
    [
        (CopyUse.Deny, "Refused", "A statement that stores the columns' values anywhere else (INSERT ... SELECT, CREATE TABLE AS, UPDATE of another column) does not run."),
        (CopyUse.Inherit, "Where the rule covers the target", "The values may be stored, unchanged, in columns that this rule names too, so that they stay masked there; anything else is refused."),
    ];

    [Parameter, EditorRequired]
    public MaskingRuleDraft Draft { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public FieldMistakes Mistakes { get; set; } = FieldMistakes.None;

    [Parameter, EditorRequired]
    public RuleChoices Choices { get; set; } = default!;

    private string? TagMistake => Draft.Tags.FirstOrDefault(t => t.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong ? $"'{wrong}' is no key=value." : null;

    private string Concerned
    {
        get
        {
            var match = Draft.ToConfig().Connections;
            var names = Choices.Known.Where(match.Matches).Select(c => c.Name).ToList();
            return names.Count == 0 ? "No connection there is now." : match.IsEmpty() ? $"Every connection, those to come included: now {MaskingWords.Listing(names, "and")}." : $"Now {MaskingWords.Listing(names, "and")}.";
        }
    }

    private string Exempt
    {
        get
        {
            var rule = Draft.ToConfig();
            if (rule.Exempt.IsEmpty()) return "Nobody, admins included.";
            var callers = ExemptCallers.Of(rule, Choices.IdentityImage);
            List<string> names = [.. callers.People, .. callers.ServiceAccounts];
            var known = names.Count == 0 ? "nobody that is known here" : MaskingWords.Listing(names, "and");
            return $"{Capital(MaskingWords.Exempt(rule.Exempt))}: now {known}{(callers.HasProviders ? ", and people of identity providers to whom it applies" : "")}.";
        }
    }

    private Task SetColumnsAsync(ImmutableArray<string> typed) => SetAsync(() => Draft.Columns = [.. typed.Select(MaskingRuleDraft.Pattern).Distinct(StringComparer.Ordinal)]);

    private Task SetDetectorAsync(string word, bool isChosen) => SetAsync(() => Draft.Detectors = isChosen ? Draft.Detectors.Add(word) : Draft.Detectors.Remove(word));

    /// <summary>One of the kinds that <c>secret</c> stands for all of.</summary>
    private static bool IsPartOfSecret(IDetector detector) => !DetectorCatalogue.Classes.Contains(detector);

    private Task SetDirectionAsync(string? direction) => SetAsync(() => Draft.Direction = Enum.TryParse<MaskDirection>(direction, out var chosen) ? chosen : MaskDirection.Response);

    private Task SetKindAsync(string? kind) => SetAsync(() => Draft.ExemptKinds = Enum.TryParse<CallerKind>(kind, out var only) ? [only] : []);

    private Task SetAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private string Example(MaskKind kind)
    {
        var method = kind == MaskKind.Partial ? new MaskMethod(kind, Draft.KeepFirst, Draft.KeepLast) : new MaskMethod(kind);
        return new MaskingPreview(new MaskingRuleConfig { Name = "example", Method = method }).InNamedColumn(Sample, PreviewType.Text).Shown is { } shown ? (shown.Length > ExampleLimit ? shown[..ExampleLimit] + "…" : shown) : "NULL";
    }

    private static int Number(object? value) => int.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, 100) : 0;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
