using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Connections;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>Lets an agent try a connection that need not be saved.</summary>
public sealed partial class ConnectionTest : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private bool isRunning;
    private string? problem;
    private ConnectionProbe? probe;

    /// <summary>The connection as it is now; asked for at each test.</summary>
    [Parameter, EditorRequired]
    public Func<ConnectionDefinition> Definition { get; set; } = default!;

    /// <summary>An admin: the page that shows this makes sure.</summary>
    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Inject]
    private AgentQuestions Questions { get; set; } = default!;

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    private static string Word(ProbeOutcome outcome) => outcome switch { ProbeOutcome.Ok => "ok", ProbeOutcome.Failed => "failed", _ => "skipped" };

    private async Task RunAsync()
    {
        if (isRunning) return;
        var definition = Definition();
        problem = definition switch
        {
            { Agents.IsEmpty: true } => "Choose an agent first: it is the one that tries.",
            { Config.Target.Host: "" } => "Say the host first.",
            { Config.Target.Port: 0 } => "The target's port is no port.",
            { Config.Credential: { Username: "", Kind: CredentialKind.Password } } => "Say the user name first.",
            _ => null,
        };
        if (problem is not null) return;
        isRunning = true;
        try
        {
            probe = await Questions.ProbeAsync(definition.Config.Name.Length > 0 ? definition : definition with { Config = definition.Config with { Name = "new" } }, Actor, gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            isRunning = false;
        }
    }
}
