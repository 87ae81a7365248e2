using System.Net;
using System.Net.Sockets;

namespace HoopLike.Agent.Tests.Link;

/// <summary>Carries bytes to a server until it freezes: then the sockets stay open and nothing moves, as with a machine that hangs.</summary>
internal sealed class FreezingRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource frozen = new();
    private readonly List<TcpClient> clients = [];
    private readonly int target;
    private readonly Task running;

    public FreezingRelay(int target)
    {
        this.target = target;
        listener.Start();
        running = RunAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}");

    public void Freeze() => frozen.Cancel();

    public async ValueTask DisposeAsync()
    {
        await frozen.CancelAsync();
        await running;
        listener.Stop();
        foreach (var client in clients) client.Dispose();
        frozen.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(frozen.Token);
                var far = new TcpClient();
                clients.AddRange([near, far]);
                await far.ConnectAsync(IPAddress.Loopback, target, frozen.Token);
                _ = near.GetStream().CopyToAsync(far.GetStream(), frozen.Token);
                _ = far.GetStream().CopyToAsync(near.GetStream(), frozen.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Frozen: nobody else comes in.
        }
    }
}
