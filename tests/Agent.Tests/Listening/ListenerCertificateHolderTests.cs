using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Listening;

public sealed class ListenerCertificateHolderTests : IAsyncLifetime
{
    private readonly ScratchDirectory scratch = new();
    private readonly SnapshotHolder snapshots = new();
    private readonly FakeLink console = new();
    private readonly ManualTime time = new();
    private readonly SigningAuthority authority = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<bool> changes = Channel.CreateUnbounded<bool>();
    private ListenerCertificateHolder holder = null!;
    private Task running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        console.Sign = r => authority.Sign(r, time.GetUtcNow(), time.GetUtcNow().AddDays(30));
        holder = Create();
        holder.Changed += () => changes.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        holder.Dispose();
        authority.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public async Task There_is_none_until_the_console_has_signed_one()
    {
        Assert.Null(holder.Current);
        await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch.Data.PathOf(ListenerKey.FileName)));
        var names = Names(holder);
        Assert.Contains("localhost", names);
        Assert.Contains("127.0.0.1", names);
        Assert.Contains("::1", names);
        Assert.Contains("192.0.2.9", names);
        Assert.DoesNotContain("0.0.0.0", names);
    }

    [Fact]
    public async Task A_client_that_trusts_the_authority_accepts_it()
    {
        await StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var server = new SslStream(accepted.GetStream());
        await using var client = new SslStream(dialled.GetStream());
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = time.GetUtcNow().UtcDateTime.AddHours(1), VerificationTimeIgnored = false };
        policy.CustomTrustStore.Add(authority.Root);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = holder.Current }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy }));
        Assert.True(client.IsEncrypted);
    }

    [Fact]
    public async Task A_restart_uses_the_saved_one_with_the_console_away()
    {
        await StartAsync();
        using var restarted = Create();
        Assert.Equal(holder.Current!.TargetCertificate.Thumbprint, restarted.Current!.TargetCertificate.Thumbprint);
        time.Advance(TimeSpan.FromDays(31));
        using var late = Create();
        Assert.Null(late.Current);
    }

    [Fact]
    public async Task A_new_listen_address_asks_for_a_new_one()
    {
        await StartAsync();
        snapshots.Replace(Some.Snapshot(2, Some.Connection(address: "192.0.2.77")));
        await changes.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
        Assert.Contains("192.0.2.77", Names(holder));
        snapshots.Replace(Some.Snapshot(3, Some.Connection(address: "0.0.0.0")));
        snapshots.Replace(Some.Snapshot(4, Some.Connection(address: "192.0.2.78")));
        await changes.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
        Assert.Equal(3, console.Signed);
    }

    [Fact]
    public async Task It_is_renewed_at_two_thirds_of_its_life()
    {
        await StartAsync();
        var first = holder.Current!.TargetCertificate.Thumbprint;
        // Each look sets the timer for the next, so that the days have to go by one at a time.
        for (var day = 0; day < 25 && console.Signed == 1; day++) await PassADayAsync();
        Assert.Equal(2, console.Signed);
        Assert.NotEqual(first, holder.Current!.TargetCertificate.Thumbprint);
    }

    [Fact]
    public async Task An_answer_for_another_key_is_not_used()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var asked = new TaskCompletionSource();
        console.Sign = r =>
        {
            asked.TrySetResult();
            return authority.Sign(new CertificateRequest("CN=other", other, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSigningRequestPem(), time.GetUtcNow(), time.GetUtcNow().AddDays(1));
        };
        running = holder.RunAsync(stop.Token);
        console.Connect(up: true);
        await asked.Task.WaitAsync(Some.Patience);
        await stop.CancelAsync();
        await running;
        Assert.Null(holder.Current);
        Assert.False(File.Exists(scratch.Data.PathOf(ListenerCertificateHolder.FileName)));
    }

    private async Task PassADayAsync()
    {
        var before = time.Scheduled;
        time.Advance(TimeSpan.FromDays(1));
        await before.WaitAsync(Some.Patience);
    }

    private async Task StartAsync()
    {
        snapshots.Replace(Some.Snapshot(1, Some.Connection(address: "0.0.0.0"), Some.Connection(address: "192.0.2.9")));
        running = holder.RunAsync(stop.Token);
        console.Connect(up: true);
        await changes.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
    }

    private ListenerCertificateHolder Create() => new(scratch.Data, snapshots, console, IPAddress.Loopback, time, NullLogger<ListenerCertificateHolder>.Instance);

    private static string[] Names(ListenerCertificateHolder holder)
    {
        var said = holder.Current!.TargetCertificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return [.. said.EnumerateDnsNames(), .. said.EnumerateIPAddresses().Select(a => a.ToString())];
    }
}
