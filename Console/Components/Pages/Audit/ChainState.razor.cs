using HoopLike.Console.Audit;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Audit;

/// <summary>Shows what the last check of the chain found; a short log is checked when the page opens, a long one when somebody asks.</summary>
public sealed partial class ChainState : IDisposable
{
    /// <summary>So many entries take a fraction of a second.</summary>
    private const long Short = 20_000;
    private readonly CancellationTokenSource gone = new();
    private long? checkedSoFar;
    private long total;

    [Inject]
    private ChainProof Proof { get; set; } = default!;

    [Inject]
    private AuditSearch Search { get; set; } = default!;

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Proof.Last is not null || await Search.CountAsync(gone.Token) > Short) return;
        await CheckAsync();
        StateHasChanged();
    }

    private async Task CheckAsync()
    {
        if (checkedSoFar is not null) return;
        try
        {
            (total, checkedSoFar) = (await Search.CountAsync(gone.Token), 0);
            StateHasChanged();
            await Proof.CheckAsync(new Shown(this), gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            checkedSoFar = null;
        }
    }

    private sealed class Shown(ChainState state) : IProgress<long>
    {
        public void Report(long value) => _ = state.InvokeAsync(() =>
        {
            if (state.checkedSoFar is not null) state.checkedSoFar = value;
            state.StateHasChanged();
        });
    }
}
