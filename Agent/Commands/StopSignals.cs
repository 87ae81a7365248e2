using System.Runtime.InteropServices;

namespace HoopLike.Agent.Commands;

/// <summary>SIGTERM and SIGINT: the first asks for a clean stop, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource asked;
    private readonly PosixSignalRegistration[] registrations;
    private int count;

    public StopSignals(CancellationToken other)
    {
        asked = CancellationTokenSource.CreateLinkedTokenSource(other);
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle), PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle)];
    }

    public CancellationToken Asked => asked.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) > 1) Environment.Exit(ExitCode.Failure);
        asked.Cancel();
    }
}
