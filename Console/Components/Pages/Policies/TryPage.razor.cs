using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>Tries a typed or a recorded statement. The question stands in the address, but for a long statement.</summary>
public sealed partial class TryPage
{
    /// <summary>Longer addresses are cut by some programs that people share them with.</summary>
    private const int LongestShared = 1500;

    private static readonly Crumb[] crumbs = [new("Policies", "/policies")];

    private readonly TrialInput input = new();
    private RuleChoices? choices;
    private RecordedQuestion? recorded;
    private bool lost;

    [SupplyParameterFromQuery(Name = "identity")]
    private string? Identity { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "group")]
    private string[]? Groups { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = "sql")]
    private string? Sql { get; set; }

    [SupplyParameterFromQuery(Name = "at")]
    private string? At { get; set; }

    [SupplyParameterFromQuery(Name = "session")]
    private Guid? Session { get; set; }

    [SupplyParameterFromQuery(Name = "sequence")]
    private long? Sequence { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private IdentityDirectory Identities { get; set; } = default!;

    [Inject]
    private RecordedTrial Recorded { get; set; } = default!;

    [Inject]
    private ConsoleAddress Console { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private string? Share => input.IsAskable ? Console.Of("/" + Navigation.ToBaseRelativePath(Navigation.Uri)) : null;

    protected override async Task LoadAsync()
    {
        if (choices is null) await BeginAsync();
        choices = RuleChoices.Of(await Configuration.ReadAsync(Gone), await Identities.CurrentAsync(Gone));
        if (input.Connection.Length == 0 && choices.Connections.Count == 1) input.Connection = choices.Connections[0];
    }

    private async Task BeginAsync()
    {
        if (Session is { } session && Sequence is { } sequence)
        {
            recorded = await Recorded.FindAsync(session, sequence, Gone);
            lost = recorded is null;
            if (recorded?.Question is { } question)
                (input.Identity, input.Kind, input.Groups, input.Actors, input.Connection, input.Operation) = (question.Caller.Name, question.Caller.Kind, question.Caller.Groups, question.Caller.Actors, question.Connection, question.Operation ?? "");
        }

        if (Identity is not null && Identity != input.Identity) input.Actors = [];
        input.Identity = Identity ?? input.Identity;
        input.Kind = Enum.TryParse<CallerKind>(Kind, ignoreCase: true, out var kind) ? kind : input.Kind;
        input.Groups = Groups is { Length: > 0 } ? [.. Groups] : input.Groups;
        input.Connection = Connection ?? input.Connection;
        input.Operation = Sql ?? input.Operation;
        input.At = At ?? "";
    }

    private void AtThatTime()
    {
        input.At = Zone.At(recorded!.Question.At!.Value).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        Keep();
    }

    /// <summary>Into the address.</summary>
    private void Keep() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["identity"] = Word(input.Identity),
            ["kind"] = input.Groups is null ? null : input.Kind?.ToString().ToLowerInvariant(),
            ["group"] = input.Groups is { } groups ? groups.ToArray() : null,
            ["connection"] = Word(input.Connection),
            ["sql"] = input.Operation.Length > LongestShared || input.Operation == recorded?.Question.Operation ? null : Word(input.Operation),
            ["at"] = Word(input.At),
        }),
        replace: true);

    private static string? Word(string text) => text.Length == 0 ? null : text;
}
