using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

/// <summary>A provider has changed its keys, and the first token of the new one is here before they are.</summary>
public sealed class MissingKeyTests
{
    private static readonly IPAddress remote = IPAddress.Parse("198.51.100.7");

    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private readonly SnapshotHolder snapshots = new();
    private readonly TestIssuer before = new("corp");
    private readonly TestIssuer after = new("corp");
    private readonly AccessGate gate;

    public MissingKeyTests()
    {
        snapshots.Replace(Snapshot(1, before));
        gate = new AccessGate(link, new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance), new LiveAccess(time), snapshots, time, NullLogger<AccessGate>.Instance);
    }

    /// <summary>A token that names a key which only <see cref="after"/> has.</summary>
    private Secret NewToken => new(after.Sign(after.Claims(time.GetUtcNow()), kid: "ec2"));

    [Fact]
    public async Task The_console_is_asked_once_for_all_and_each_is_let_in_with_the_new_keys()
    {
        var asked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.OnKeys = (_, _) => asked.Task;
        var proofs = Enumerable.Range(0, 5).Select(_ => ProveAsync(NewToken)).ToArray();
        Assert.Equal("corp", Assert.Single(link.KeysAsked));
        Assert.Equal("alice", gate.Prove(new Secret(before.Token(time.GetUtcNow())), Some.Connection(), snapshots.Current!, time.GetUtcNow(), remote).Name);

        asked.SetResult(2);
        Assert.DoesNotContain(proofs, p => p.IsCompleted);
        snapshots.Replace(Snapshot(2, after));

        Assert.All(await Task.WhenAll(proofs), c => Assert.Equal("alice", c.Name));
        Assert.Single(link.KeysAsked);
        Assert.Empty(link.Audited);
    }

    [Fact]
    public async Task Where_the_console_has_no_newer_keys_the_refusal_comes_at_once()
    {
        link.OnKeys = static (_, _) => Task.FromResult(1L);
        Assert.Contains("a key that corp does not have (any more)", await RefusedAsync(NewToken), StringComparison.Ordinal);
        Assert.Contains("(from 198.51.100.7)", Assert.Single(link.Audited).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_is_asked_for_no_more_often_than_every_ten_seconds_whatever_comes()
    {
        link.OnKeys = static (_, _) => Task.FromResult(1L);
        for (var i = 0; i < 10; i++) await RefusedAsync(NewToken);
        Assert.Single(link.KeysAsked);
        time.Advance(MissingKeys.Pause);
        await RefusedAsync(NewToken);
        Assert.Equal(2, link.KeysAsked.Count);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_three_seconds()
    {
        link.OnKeys = static async (_, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        };
        var refused = RefusedAsync(NewToken);
        time.Advance(MissingKeys.Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(refused.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await refused;
    }

    [Fact]
    public async Task With_the_console_away_the_refusal_says_so_at_once()
    {
        link.IsConnected = false;
        Assert.Contains("because the console is away", await RefusedAsync(NewToken), StringComparison.Ordinal);
        Assert.Empty(link.KeysAsked);
    }

    [Fact]
    public async Task A_link_that_breaks_meanwhile_is_no_more_than_a_refusal()
    {
        link.OnKeys = static (_, _) => Task.FromException<long>(new ConsoleUnreachableException("away"));
        await RefusedAsync(NewToken);
    }

    [Fact]
    public async Task What_the_signature_of_a_known_key_disproves_asks_nobody()
    {
        Assert.Contains("signature is not corp's", await RefusedAsync(new Secret(after.Token(time.GetUtcNow()))), StringComparison.Ordinal);
        Assert.Empty(link.KeysAsked);
    }

    [Fact]
    public async Task Who_leaves_while_waiting_leaves_the_others_waiting()
    {
        var asked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.OnKeys = (_, _) => asked.Task;
        using var gone = new CancellationTokenSource();
        var leaving = gate.ProveAsync(NewToken, Some.Connection(), snapshots.Current!, remote, gone.Token);
        var staying = ProveAsync(NewToken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        asked.SetResult(2);
        snapshots.Replace(Snapshot(2, after));
        Assert.Equal("alice", (await staying).Name);
    }

    private static AgentSnapshot Snapshot(long version, TestIssuer issuer) => Some.Snapshot(version, Some.Connection()) with
    {
        TokenIssuers = [issuer.Config with { Keys = version == 1 ? issuer.Config.Keys : issuer.Config.Keys.Replace("\"ec\"", "\"ec2\"", StringComparison.Ordinal) }],
    };

    private Task<CallerIdentity> ProveAsync(Secret token) => gate.ProveAsync(token, Some.Connection(), snapshots.Current!, remote, CancellationToken.None).WaitAsync(Some.Patience);

    private async Task<string> RefusedAsync(Secret token) => (await Assert.ThrowsAsync<AccessRefused>(() => ProveAsync(token))).Message;
}
