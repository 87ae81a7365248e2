using System.Collections.Immutable;
using System.Text;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Sessions.Replay.Bodies;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions.Requests;

/// <summary>One body as what it is: a conversation, a stream, a tree, a table, text, or only its size and digest.</summary>
public sealed partial class BodyView
{
    /// <summary>Characters of text that a page shows.</summary>
    private const int MostText = 100_000;

    private List<View> views = [];
    private View shown;
    private View? chosen;
    private BodyKind kind;
    private Conversation? conversation;
    private ImmutableArray<ImmutableArray<string>> table = [];
    private BodyDetail? read;

    private enum View
    {
        Nothing,
        Conversation,
        Stream,
        Tree,
        Table,
        Text,
    }

    /// <summary>Null where nothing passed.</summary>
    [Parameter, EditorRequired]
    public BodyDetail? Body { get; set; }

    /// <summary>The Content-Type; null where none was said.</summary>
    [Parameter]
    public string? Type { get; set; }

    [Parameter]
    public bool IsRequest { get; set; }

    /// <summary>More may come.</summary>
    [Parameter]
    public bool IsLive { get; set; }

    /// <summary>What became of it, for labels: <c>sent</c>, <c>received</c>.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    private string Cut => Body!.Text.Length <= MostText ? Body.Text : Body.Text[..MostText];

    private string WhyNothing => Body switch
    {
        { Bytes: 0 } => "An empty body.",
        { End: null } => "It is on its way.",
        _ when kind == BodyKind.Binary => "Binary: the recording keeps its size and its digest.",
        _ => "The recording keeps its size and its digest: it was encoded, or could not be read under the masking rules.",
    };

    private string? Limits => Body switch
    {
        { End: { Tag: null }, Pieces.Length: > 0 } => "It broke off: this is what was delivered of it.",
        { End: { Truncated: true }, Pieces.Length: > 0 } => $"The first {Sizes.Of(Encoding.UTF8.GetByteCount(Body.Text))} were kept; of the rest the recording has the size and the digest.",
        { IsShort: true } => "Only the beginning is shown; the recording file and the NDJSON have all that was kept.",
        { Text.Length: > MostText } when shown == View.Text => "Only the beginning is shown; the NDJSON has all that was kept.",
        _ when shown == View.Table && table.Length >= TableRows.Most => $"The first {TableRows.Most} rows are shown.",
        _ => null,
    };

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(read, Body)) return;
        read = Body;
        if (Body is null) return;
        kind = BodyKinds.Of(Type);
        conversation = null;
        table = [];
        views = Body.Pieces.IsEmpty ? [] : [.. Views()];
        shown = chosen is { } wanted && views.Contains(wanted) ? wanted : views.FirstOrDefault();
    }

    private IEnumerable<View> Views()
    {
        switch (kind)
        {
            case BodyKind.Json when Body!.IsWhole && JsonTreeRows.IsJson(Body.Text):
                conversation = IsRequest ? ConversationReading.OfRequest(Body.Text) : ConversationReading.OfAnswer(Body.Text);
                if (conversation is not null) yield return View.Conversation;
                yield return View.Tree;
                break;
            case BodyKind.Events or BodyKind.JsonLines:
                yield return View.Stream;
                break;
            case BodyKind.Form:
                table = TableRows.OfForm(Body!.Text);
                yield return View.Table;
                break;
            case BodyKind.Table:
                table = TableRows.OfCsv(Body!.Text);
                yield return View.Table;
                break;
        }

        yield return View.Text;
    }

    private static string Words(View view) => view switch { View.Tree => "JSON", View.Stream => "Events", _ => view.ToString() };
}
