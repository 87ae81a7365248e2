using HoopLike.Console.Agents;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>Says whether a session's recording is what its agent wrote, and checks it again from its bytes.</summary>
public sealed partial class ProofPanel : IDisposable
{
    private CancellationTokenSource? work;
    private ProvenSession? result;
    private bool running;
    private bool isGone;
    private double share;

    [Parameter, EditorRequired]
    public SessionEntity Session { get; set; } = default!;

    /// <summary>Name of the recording's file when it is downloaded.</summary>
    [Parameter, EditorRequired]
    public string File { get; set; } = "";

    [Inject]
    private SessionProver Prover { get; set; } = default!;

    private bool? Verified => result is { IsOpen: false } r ? r.Holds : Session.Verified;

    private string Word => Verified switch { true => "verified", false => "not verified", _ => Session.EndedAt is null ? "being recorded" : "not checked" };

    private string? KeyId => result is { KeyIsEnrolled: true } r ? r.Proof.KeyId : null;

    private string Sentence => (result, Verified) switch
    {
        ({ IsOpen: true }, _) => "The session still runs: what is recorded of it so far is in order. Its last signature comes when it ends.",
        ({ } r, true) => $"Checked at {r.At.UtcDateTime:HH:mm:ss} UTC: all {r.Proof.Records:n0} records are as the agent wrote them.",
        ({ }, false) => "The recording is not what the agent wrote. What was found is named below.",
        (null, true) => "When it ended, its chain and its signature held, and the key was one enrolled under the agent's name.",
        (null, false) => "When it ended, it could not be proven. Verify it again to see what is wrong.",
        _ => Session.EndedAt is null ? "Each record is chained to the one before it and signed by the agent; the last signature comes when the session ends." : "It was not checked yet.",
    };

    public void Dispose()
    {
        work?.Cancel();
        work?.Dispose();
    }

    private async Task VerifyAsync()
    {
        if (running) return;
        (running, share, result, isGone) = (true, 0, null, false);
        work = new CancellationTokenSource();
        try
        {
            result = await Prover.ProveAsync(Session, new Progress<double>(Show), work.Token);
            isGone = result is null;
        }
        catch (OperationCanceledException)
        {
            // Nothing was found out.
        }
        finally
        {
            running = false;
            work?.Dispose();
            work = null;
        }
    }

    private void Cancel() => work?.Cancel();

    private void Show(double read) => _ = InvokeAsync(() =>
    {
        share = read;
        if (running) StateHasChanged();
    });

    private static string Chain(ProvenSession r) => r.Proof.Fault switch
    {
        null => $"{r.Proof.Records:n0} records, each hashed with the one before it.",
        _ when r.IsOpen => $"{r.Proof.Records:n0} records so far, each hashed with the one before it.",
        { } fault => $"Breaks at record {fault.Record:n0}; the {r.Proof.Records:n0} before it are as they were written.",
    };

    private static string Signature(ProvenSession r) => r.Proof.KeyId is { } key ? $"By key {key}, up to record {r.Proof.SignedThrough:n0}." : "None that is good.";

    private string Key(ProvenSession r) => r switch
    {
        { Proof.KeyId: null } => "No signature, so no key.",
        { KeyIsEnrolled: true } => $"Enrolled under the name {Session.Agent}.",
        _ => $"Not one that was ever enrolled under the name {Session.Agent}: somebody else may have signed this.",
    };
}
