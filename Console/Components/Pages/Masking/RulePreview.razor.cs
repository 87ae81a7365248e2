using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>Shows values as a rule would leave them, by the masks that agents use.</summary>
public sealed partial class RulePreview
{
    private const int Rows = 20;
    private const int Longest = 2000;

    private MaskingPreview? preview;
    private MaskingRuleConfig? previewed;

    /// <summary>May be unfinished.</summary>
    [Parameter, EditorRequired]
    public MaskingRuleConfig Rule { get; set; } = default!;

    private string Typed { get; set; } = "ada@example.com\n123-45-6789\npaid with 4111 1111 1111 1111\nAda Lovelace";

    private PreviewType Type { get; set; } = PreviewType.Text;

    private MaskingPreview Preview => preview!;

    private List<string> Values => [.. Typed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(Rows).Select(v => v.Length > Longest ? v[..Longest] : v)];

    private string? TypeHint => Type switch
    {
        PreviewType.Json => "A named column becomes one JSON string; detectors mask inside strings and numbers.",
        PreviewType.Number when Rule.Method.Kind == MaskKind.Hash => "A number becomes another number; the column's precision and scale are not kept.",
        PreviewType.Number => "A number cannot carry stars, so that callers get NULL.",
        PreviewType.Time when Rule.Method.Kind == MaskKind.Hash => "A time becomes another between 1900 and 2079, here written as 2024-01-31 12:00:00+00; detectors do not look into dates.",
        PreviewType.Time => "A date cannot carry stars, so that callers get NULL; detectors do not look into dates.",
        _ => null,
    };

    private string? Note => Rule.Method.Kind switch
    {
        MaskKind.Hash => "Real hashes are others: they are made with this installation's own key and the connection's name. On one connection equal values have equal hashes.",
        MaskKind.Token => $"Real tokens are others: each session has a key of its own, which nobody keeps. In one session equal values of this rule's columns have equal tokens. Values of more than {TokenKey.ValueLimit / 1024} KiB are shown as [redacted].",
        MaskKind.Partial => "Of a value shorter than twice the characters that stay, none stays.",
        _ => null,
    };

    protected override void OnParametersSet()
    {
        if (Rule == previewed) return;
        (preview, previewed) = (new MaskingPreview(Rule), Rule);
    }
}
