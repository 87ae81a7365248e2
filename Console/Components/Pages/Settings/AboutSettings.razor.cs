using System.Diagnostics;
using System.Reflection;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Settings;

/// <summary>What runs here, and how much room it takes.</summary>
public sealed partial class AboutSettings : IDisposable
{
    private static readonly string version = typeof(AboutSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
    private static readonly DateTimeOffset started = Started();
    private readonly CancellationTokenSource gone = new();
    private FolderUse? recordings;
    private long? storeBytes;
    private long free;

    [Inject]
    private StorageUse Storage { get; set; } = default!;

    [Inject]
    private ConsoleOptions Options { get; set; } = default!;

    [Inject]
    private ConsoleAddress Console { get; set; } = default!;

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override void OnInitialized() => (storeBytes, free) = (Storage.StoreBytes(), Storage.FreeBytes());

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            recordings = await Storage.RecordingsAsync(gone.Token);
            StateHasChanged();
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private static DateTimeOffset Started()
    {
        using var self = Process.GetCurrentProcess();
        return new DateTimeOffset(self.StartTime.ToUniversalTime());
    }
}
