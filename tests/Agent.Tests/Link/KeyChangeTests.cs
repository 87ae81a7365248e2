using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

/// <summary>The agent's key is changed by the console; whatever breaks on the way, the agent gets in again.</summary>
public sealed class KeyChangeTests : IAsyncLifetime
{
    private FakeConsole console = null!;
    private LinkedAgent agent = null!;

    public async Task InitializeAsync()
    {
        console = await FakeConsole.StartAsync();
        console.SnapshotAtHello = System.Text.Json.JsonSerializer.Serialize(Some.Snapshot(4), SnapshotJson.Revealing);
        agent = new LinkedAgent(console);
        agent.Start();
        await agent.ConnectedAsync();
        await console.Snapshots.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Both_keys_sign_what_the_console_asked()
    {
        var before = agent.Keys.Current;
        var proposal = await console.AskAgent().ProposeKey("a challenge").WaitAsync(Some.Patience);

        var statement = AgentKeyChange.Statement(agent.Enrolment.Identity!.AgentId, "a challenge", proposal.PublicKey);
        Assert.NotEqual(before.PublicKeyBase64, proposal.PublicKey);
        Assert.True(Proves(before.PublicKeyBase64, statement, proposal.ByOldKey));
        Assert.True(Proves(proposal.PublicKey, statement, proposal.ByNewKey));
        Assert.False(Proves(proposal.PublicKey, statement, proposal.ByOldKey));
        Assert.Same(before, agent.Keys.Current);
    }

    [Fact]
    public async Task Asked_twice_it_offers_the_same_key()
    {
        var first = await console.AskAgent().ProposeKey("one").WaitAsync(Some.Patience);
        var second = await console.AskAgent().ProposeKey("two").WaitAsync(Some.Patience);
        Assert.Equal(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public async Task Once_it_is_taken_the_old_key_is_gone_and_the_new_one_signs_seals_and_comes_back()
    {
        var before = agent.Keys.Current;
        await TakeAsync();

        Assert.NotEqual(before.KeyId, agent.Keys.Current.KeyId);
        Assert.False(File.Exists(agent.Data.PathOf(AgentKeyRing.NextFileName)));
        Assert.Equal(agent.Keys.Current.KeyId, AgentKeyRing.LoadOrCreate(agent.Data).Current.KeyId);
        Assert.NotNull(new SnapshotCache(agent.Data, AgentKeyRing.LoadOrCreate(agent.Data), NullLogger<SnapshotCache>.Instance).Load());
        Assert.Equal(agent.Keys.Current.KeyId, AgentIdentity.Load(agent.Data, "local", agent.Keys)!.KeyId);
        console.OnlyKey = agent.Keys.Current.KeyId;
        await console.DownAsync();
        await console.UpAsync();
        await agent.ConnectedAsync();
    }

    [Fact]
    public async Task When_the_word_that_it_counts_is_lost_it_comes_back_with_the_new_key()
    {
        var proposal = await console.AskAgent().ProposeKey("a challenge").WaitAsync(Some.Patience);
        console.OnlyKey = KeyIdOf(proposal.PublicKey);
        await console.DownAsync();
        await agent.DisconnectedAsync();
        await console.UpAsync();
        await agent.ConnectedAsync();

        Assert.Equal(proposal.PublicKey, agent.Keys.Current.PublicKeyBase64);
        Assert.Null(agent.Keys.Next);
    }

    [Fact]
    public async Task When_the_console_did_not_take_it_the_agent_goes_on_with_the_key_of_before()
    {
        var before = agent.Keys.Current;
        await console.AskAgent().ProposeKey("a challenge").WaitAsync(Some.Patience);
        console.OnlyKey = before.KeyId;
        await console.DownAsync();
        await agent.DisconnectedAsync();
        await console.UpAsync();
        await agent.ConnectedAsync();

        Assert.Same(before, agent.Keys.Current);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_change_has_both_keys_and_what_they_sealed()
    {
        await console.AskAgent().ProposeKey("a challenge").WaitAsync(Some.Patience);

        var restarted = AgentKeyRing.LoadOrCreate(agent.Data);
        Assert.Equal(agent.Keys.Next!.KeyId, restarted.Next!.KeyId);
        Assert.NotNull(AgentIdentity.Load(agent.Data, "local", restarted));
        // As it stands when the process dies after it sealed with the new key and before that took the file of the old one.
        var ring = AgentKeyRing.LoadOrCreate(agent.Data);
        ring.Take(ring.Next!.KeyId);
        new SnapshotCache(agent.Data, ring, NullLogger<SnapshotCache>.Instance).Store("{}"u8);
        Assert.Equal("{}", Encoding.UTF8.GetString(new SnapshotCache(agent.Data, AgentKeyRing.LoadOrCreate(agent.Data), NullLogger<SnapshotCache>.Instance).Load()!));
    }

    private async Task TakeAsync()
    {
        var proposal = await console.AskAgent().ProposeKey("a challenge").WaitAsync(Some.Patience);
        await console.AskAgent().TakeKey(KeyIdOf(proposal.PublicKey));
        // Answered after what was said before it.
        await console.AskAgent().Revoke("to hear an answer").WaitAsync(Some.Patience);
        Assert.Equal(proposal.PublicKey, agent.Keys.Current.PublicKeyBase64);
    }

    private static string KeyIdOf(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(publicKey)))[..16];

    private static bool Proves(string publicKey, byte[] statement, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
