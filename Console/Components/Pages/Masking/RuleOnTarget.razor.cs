using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>Looks at a target through its agent: which columns a rule names there, and a few values as the viewer gets them.</summary>
public sealed partial class RuleOnTarget : IDisposable
{
    private const int MostShown = 15;

    private readonly CancellationTokenSource gone = new();
    private TargetSchema? schema;
    private string? problem;
    private string? chosen;
    private string? looked;
    private bool looking;
    private bool sampling;
    private ColumnName? sampled;
    private ColumnSample? sample;
    private string? sampleProblem;
    private MaskingPreview? preview;

    /// <summary>May be unfinished.</summary>
    [Parameter, EditorRequired]
    public MaskingRuleConfig Rule { get; set; } = default!;

    /// <summary>Names of the connections that the rule concerns.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Connections { get; set; } = [];

    /// <summary>The person who looks, as signed in.</summary>
    [Parameter, EditorRequired]
    public CallerIdentity Viewer { get; set; } = default!;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    /// <summary>Asks for the schema without being told to.</summary>
    [Parameter]
    public bool LooksAtOnce { get; set; }

    [Parameter]
    public EventCallback<TargetSchema> OnSchema { get; set; }

    [Inject]
    private AgentQuestions Questions { get; set; } = default!;

    private string? Chosen => chosen is not null && Connections.Contains(chosen, StringComparer.Ordinal) ? chosen : Connections.Count == 0 ? null : Connections[0];

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override void OnParametersSet()
    {
        preview = new MaskingPreview(Rule);
        if (Chosen != looked) (schema, problem, sampled) = (null, null, null);
    }

    protected override Task OnAfterRenderAsync(bool firstRender) =>
        LooksAtOnce && !looking && Chosen is not null && Chosen != looked ? LookAsync() : Task.CompletedTask;

    private Task ChooseAsync(string? connection)
    {
        (chosen, schema, problem, sampled) = (connection, null, null, null);
        return LooksAtOnce ? LookAsync() : Task.CompletedTask;
    }

    private async Task LookAsync()
    {
        var connection = Chosen!;
        (looking, looked) = (true, connection);
        StateHasChanged();
        var answer = await Questions.SchemaAsync(connection, null, Actor, gone.Token);
        looking = false;
        if (connection == Chosen) (schema, problem) = (answer.Value, answer.Problem);
        StateHasChanged();
        if (answer.Value is { } found) await OnSchema.InvokeAsync(found);
    }

    private async Task SampleAsync(MatchedColumn match)
    {
        (sampling, sampled, sample, sampleProblem) = (true, match.Column, null, null);
        var answer = await Questions.SampleAsync(Chosen!, match.Column, Viewer, Actor, gone.Token);
        sampling = false;
        (sample, sampleProblem) = (answer.Value, answer.Problem);
    }
}
