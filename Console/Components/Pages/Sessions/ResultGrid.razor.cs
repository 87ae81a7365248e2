using System.Globalization;
using HoopLike.Console.Sessions.Replay;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>What came back of a statement, as the caller got it: masked.</summary>
public sealed partial class ResultGrid
{
    private bool[] numeric = [];

    [Parameter, EditorRequired]
    public ResultDetail Result { get; set; } = default!;

    /// <summary>The operation has more than one statement.</summary>
    [Parameter]
    public bool HasSeveral { get; set; }

    private int Shown => Result.Rows.Length + Result.Lines.Length;

    private string Summary => Result.End switch
    {
        null => $"{Result.Delivered:n0} rows so far",
        { Tag: null } => $"Broken off after {Result.Delivered:n0} rows",
        { Tag: var tag } => Result.Delivered == 0 || tag.EndsWith($" {Result.Delivered}", StringComparison.Ordinal) ? tag : $"{tag}, {Result.Delivered:n0} rows",
    };

    private string? Beyond => (Result.Delivered - Result.Kept, Result.Kept - Shown) switch
    {
        ( > 0 and var lost, > 0) => $"The first {Shown:n0} rows are shown, {Result.Kept:n0} are in the recording; of the other {lost:n0} it keeps the count and a digest.",
        ( > 0 and var lost, _) when Shown == 0 => $"Of its {lost:n0} rows the recording keeps the count and a digest.",
        ( > 0 and var lost, _) => $"The first {Shown:n0} rows were kept; of the other {lost:n0} the recording keeps the count and a digest.",
        (_, > 0) => $"The first {Shown:n0} of {Result.Kept:n0} rows are shown; the recording file and the NDJSON have all of them.",
        _ => null,
    };

    protected override void OnParametersSet()
    {
        var width = Result.Rows.IsEmpty ? 0 : Result.Rows.Max(r => r.Length);
        numeric = [.. Enumerable.Range(0, width).Select(IsAllNumbers)];
    }

    private bool IsNumeric(int column) => numeric[column];

    private bool IsAllNumbers(int column)
    {
        var values = Result.Rows.Where(r => r.Length > column).Select(r => r[column]?.Text).OfType<string>().ToList();
        return values.Count > 0 && values.TrueForAll(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }
}
