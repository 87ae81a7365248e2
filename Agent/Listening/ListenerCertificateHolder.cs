using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>The certificate that clients see: signed by the console's authority for a key of the agent's, kept on disk, renewed at two thirds of its life and whenever the agent listens on a new address.</summary>
public sealed class ListenerCertificateHolder : IDisposable
{
    /// <summary>The chain as PEM, leaf first, in the data directory.</summary>
    public const string FileName = "listener.pem";

    private readonly DataDirectory directory;
    private readonly SnapshotHolder snapshots;
    private readonly IConsoleLink console;
    private readonly IPAddress standard;
    private readonly TimeProvider time;
    private readonly ILogger<ListenerCertificateHolder> log;
    private readonly ECDsa key;
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ListenerChain? chain;

    /// <param name="standard">The address listened on unless a connection says otherwise.</param>
    /// <exception cref="InvalidDataException">Others may read the listeners' key; the message says what to do.</exception>
    public ListenerCertificateHolder(DataDirectory directory, SnapshotHolder snapshots, IConsoleLink console, IPAddress standard, TimeProvider time, ILogger<ListenerCertificateHolder> log)
    {
        this.directory = directory;
        this.snapshots = snapshots;
        this.console = console;
        this.standard = standard;
        this.time = time;
        this.log = log;
        key = ListenerKey.LoadOrCreate(directory);
        LoadSaved();
    }

    /// <summary>Null until the console has signed one: connections that require TLS must be refused.</summary>
    public SslStreamCertificateContext? Current => chain is { } held && held.NotAfter > time.GetUtcNow() ? held.Context : null;

    /// <summary>Raised when <see cref="Current"/> was replaced.</summary>
    public event Action? Changed;

    /// <summary>Deletes key and certificate on disk.</summary>
    public void Forget()
    {
        directory.Delete(FileName);
        directory.Delete(ListenerKey.FileName);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        snapshots.Changed += _ => Wake();
        console.ConnectionChanged += _ => Wake();
        try
        {
            while (true)
            {
                var pause = await KeepFreshAsync(stop);
                using var timer = time.CreateTimer(_ => Wake(), null, pause, Timeout.InfiniteTimeSpan);
                await wake.Reader.ReadAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The one on disk serves the next start.
        }
    }

    public void Dispose() => key.Dispose();

    private void Wake() => wake.Writer.TryWrite(true);

    /// <returns>When to look again, unless something changes before.</returns>
    private async Task<TimeSpan> KeepFreshAsync(CancellationToken stop)
    {
        var names = ListenerNames.Of(snapshots.Current, standard);
        var now = time.GetUtcNow();
        // A timer holds some 49 days at most.
        if (chain is { } held && now < held.RenewAt && names.AreIn(held.Leaf)) return TimeSpan.FromDays(Math.Clamp((held.RenewAt - now).TotalDays, 0.001, 1));
        if (!console.IsConnected) return TimeSpan.FromDays(1);
        try
        {
            var signed = await console.SignListenerRequestAsync(names.Request(key), stop);
            var fresh = ListenerChain.Read(signed.ChainPem, key, time.GetUtcNow());
            Save(signed.ChainPem);
            Hold(fresh);
            backoff.Reset();
            // Names that the console left out would be asked for again and again: look again when something changes, or tomorrow.
            return TimeSpan.FromDays(1);
        }
        catch (Exception e) when (e is ConsoleUnreachableException or ConsoleRefusedException or InvalidDataException)
        {
            log.CertificateWaits(e.Message);
            return backoff.Next() + TimeSpan.FromSeconds(1);
        }
    }

    private void Hold(ListenerChain fresh)
    {
        chain = fresh;
        log.CertificateReady(fresh.NotAfter);
        Changed?.Invoke();
    }

    private void Save(string pem)
    {
        try
        {
            directory.WriteAtomically(FileName, Encoding.ASCII.GetBytes(pem));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CertificateNotSaved(directory.PathOf(FileName), e.Message);
        }
    }

    private void LoadSaved()
    {
        try
        {
            Hold(ListenerChain.Read(File.ReadAllText(directory.PathOf(FileName)), key, time.GetUtcNow()));
        }
        catch (FileNotFoundException)
        {
            // The first start.
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.CertificateIgnored(e.Message);
        }
    }
}
