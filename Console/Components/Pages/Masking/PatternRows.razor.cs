using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>Writes the patterns of a rule. What is wrong with an expression is said at once, and what it finds in a text of one's own is marked by the detector that agents use.</summary>
public sealed partial class PatternRows
{
    private const int MostInRule = 16;

    private readonly List<string> samples = [];

    [Parameter, EditorRequired]
    public ImmutableArray<PatternDetector> Patterns { get; set; } = [];

    [Parameter]
    public EventCallback<ImmutableArray<PatternDetector>> PatternsChanged { get; set; }

    [Parameter]
    public FieldMistakes Mistakes { get; set; } = FieldMistakes.None;

    private string? TooMany => Patterns.Length > MostInRule ? Mistakes.At("patterns") : null;

    private string SampleOf(int index) => index < samples.Count ? samples[index] : "";

    private void Try(int index, string text)
    {
        while (samples.Count <= index) samples.Add("");
        samples[index] = text;
    }

    private Task AddAsync() => PatternsChanged.InvokeAsync(Patterns.Add(new PatternDetector("", "")));

    private Task RemoveAsync(int index)
    {
        if (index < samples.Count) samples.RemoveAt(index);
        return PatternsChanged.InvokeAsync(Patterns.RemoveAt(index));
    }

    private Task ChangeAsync(int index, Func<PatternDetector, PatternDetector> change) => PatternsChanged.InvokeAsync(Patterns.SetItem(index, change(Patterns[index])));

    /// <summary>An expression that nobody has begun yet is told when saving.</summary>
    private string? RegexFault(int index, PatternDetector pattern, PatternTrial trial) =>
        pattern.Regex.Length == 0 ? Mistakes.At($"patterns[{index}].regex") : trial.Fault is { } fault ? $"It {fault}" : null;

    private static string Found(PatternTrial trial) => trial.Parts.Count(p => p.Detector is not null) switch
    {
        0 => "Finds nothing:",
        1 => "Finds one:",
        var count => $"Finds {count}:",
    };

    private static string Text(ChangeEventArgs change) => (string?)change.Value ?? "";

    private static int Length(ChangeEventArgs change) => int.TryParse((string?)change.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : PatternDetector.DefaultLength;
}
