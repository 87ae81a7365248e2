using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class AccessGateTests
{
    private const string Key = "hlk_0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly ConnectionConfig shop = Some.Connection();
    private static readonly PolicyConfig allow = Policy("analysts-may-connect", PolicyEffect.Allow);
    private static readonly PolicyConfig approve = Policy("machines-ask", PolicyEffect.Approve) with { Approval = new ApprovalRequirement(["dba"], 1, 300, 30) };

    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private readonly SnapshotHolder snapshots = new();
    private readonly AccessGate gate;

    public AccessGateTests() =>
        gate = new AccessGate(link, new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance), new LiveAccess(time), snapshots, time, NullLogger<AccessGate>.Instance);

    [Fact]
    public void A_key_proves_its_service_account()
    {
        var caller = gate.Prove(new Secret(Key), shop, Snapshot(), time.GetUtcNow());
        Assert.Equal(("report-bot", CallerKind.Machine), (caller.Name, caller.Kind));
        Assert.StartsWith("service account key ", caller.ProvenBy, StringComparison.Ordinal);
        Assert.DoesNotContain(Key[4..], caller.ProvenBy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_key_and_a_disabled_account_are_refused_and_audited()
    {
        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(Key + "x"), shop, Snapshot(), time.GetUtcNow()));
        Assert.Equal((RefusalKind.BadCredential, true), (refused.Kind, refused.Message.Contains("no service account has this key", StringComparison.Ordinal)));
        var disabled = Snapshot() with { ServiceAccounts = [Account() with { Disabled = true }] };
        Assert.Contains("is disabled", Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(Key), shop, disabled, time.GetUtcNow())).Message, StringComparison.Ordinal);
        Assert.Equal([(null, "shop"), ("report-bot", "shop")], link.Audited.Select(a => (a.Identity, a.Connection)));
        Assert.DoesNotContain(link.Audited, a => a.Detail.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_allow_nobody_connects()
    {
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => AdmitAsync(Snapshot()));
        Assert.Equal(RefusalKind.NoRight, refused.Kind);
        Assert.Equal("report-bot", Assert.Single(link.Audited).Identity);
    }

    [Fact]
    public async Task An_allow_admits_and_a_deny_beats_it()
    {
        var grant = await AdmitAsync(Snapshot(allow));
        Assert.Equal((shop, null), (grant.Connection, grant.GrantId));
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => AdmitAsync(Snapshot(allow, Policy("closed", PolicyEffect.Deny) with { Message = "Closed for the audit." })));
        Assert.Equal((RefusalKind.NoRight, "Closed for the audit.", "closed"), (refused.Kind, refused.Message, refused.Policy));
    }

    [Fact]
    public async Task An_open_grant_admits_to_its_end_and_the_longest_counts()
    {
        var end = time.GetUtcNow().AddMinutes(20);
        var longest = new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", end);
        var snapshot = Snapshot(allow, approve) with { Grants = [longest with { Id = Guid.NewGuid(), ExpiresAt = end.AddMinutes(-10) }, longest] };
        var grant = await AdmitAsync(snapshot);
        Assert.Equal((longest.Id, end), (grant.GrantId, grant.GrantExpiresAt));
        Assert.False(link.Asked.IsCompleted);
    }

    [Theory]
    [InlineData("somebody-else", "shop", 20)]
    [InlineData("report-bot", "billing", 20)]
    [InlineData("report-bot", "shop", 0)]
    public async Task A_grant_of_others_for_elsewhere_or_at_its_end_does_not_admit(string identity, string connection, int minutes)
    {
        link.IsConnected = false;
        var snapshot = Snapshot(allow, approve) with { Grants = [new AccessGrantConfig(Guid.NewGuid(), identity, connection, time.GetUtcNow().AddMinutes(minutes))] };
        Assert.Equal(RefusalKind.Unavailable, (await Assert.ThrowsAsync<AccessRefused>(() => AdmitAsync(snapshot))).Kind);
    }

    [Fact]
    public async Task An_approval_admits_until_the_grants_end()
    {
        var (admitting, request) = await HoldAsync(Snapshot(allow, approve));
        Assert.Equal((ApprovalScope.Session, "machines-ask", "connect to shop"), (request.Scope, request.Policy, request.Operation));
        var (id, end) = (Guid.NewGuid(), time.GetUtcNow().AddMinutes(30));
        link.Decide(request, grantId: id, until: end);
        var grant = await admitting;
        Assert.Equal((id, end), (grant.GrantId, grant.GrantExpiresAt));
    }

    [Fact]
    public async Task A_second_connect_lives_on_the_approval_of_the_first_before_a_snapshot_brings_the_grant_and_not_after_one_took_it_back()
    {
        var snapshot = Snapshot(allow, approve);
        var (admitting, request) = await HoldAsync(snapshot);
        var (id, end) = (Guid.NewGuid(), time.GetUtcNow().AddMinutes(30));
        link.Decide(request, grantId: id, until: end);
        await admitting;
        Assert.Equal(id, (await AdmitAsync(snapshot)).GrantId);

        await AdmitAsync(snapshot with { Version = 2, Grants = [new AccessGrantConfig(id, "report-bot", "shop", end)] });
        link.IsConnected = false;
        Assert.Equal(RefusalKind.Unavailable, (await Assert.ThrowsAsync<AccessRefused>(() => AdmitAsync(snapshot with { Version = 3 }))).Kind);
    }

    [Fact]
    public async Task A_denied_approval_refuses_and_is_audited()
    {
        var (admitting, request) = await HoldAsync(Snapshot(allow, approve));
        link.Decide(request, ApprovalStatus.Denied, reason: "not today");
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => admitting);
        Assert.Equal((RefusalKind.NoRight, "connecting needs an approval: denied by ann: not today", "machines-ask"), (refused.Kind, refused.Message, refused.Policy));
        Assert.Contains("(policy machines-ask)", Assert.Single(link.Audited).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_while_an_approval_was_waited_for_counts()
    {
        await RefusedAfterApprovalAsync(Snapshot(allow, approve) with { DisabledIdentities = ["report-bot"] }, "is disabled");
        await RefusedAfterApprovalAsync(Snapshot(allow, approve) with { Connections = [] }, "was changed");
        await RefusedAfterApprovalAsync(Snapshot(allow, approve) with { Connections = [shop with { Target = shop.Target with { Port = 9 } }] }, "was changed");
        await RefusedAfterApprovalAsync(Snapshot(allow, approve, Policy("closed", PolicyEffect.Deny) with { Message = "Closed." }), "Closed.");
        await RefusedAfterApprovalAsync(Snapshot(allow, approve) with { ServiceAccounts = [Account() with { Keys = [new ServiceKeyConfig(new string('a', 64))] }] }, "was changed");
    }

    [Fact]
    public async Task A_grant_that_opens_while_a_ticket_is_waited_for_admits_and_withdraws_the_ticket()
    {
        var snapshot = Snapshot(allow, approve);
        var (admitting, request) = await HoldAsync(snapshot);
        var grant = new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", time.GetUtcNow().AddMinutes(1));
        snapshots.Replace(snapshot with { Version = 2, Grants = [grant with { Id = Guid.NewGuid(), Identity = "somebody-else" }] });
        Assert.False(admitting.IsCompleted);

        snapshots.Replace(snapshot with { Version = 3, Grants = [grant] });

        var admitted = await admitting;
        Assert.Equal((grant.Id, grant.ExpiresAt), (admitted.GrantId, admitted.GrantExpiresAt));
        Assert.Equal((request.Id, "access was granted meanwhile"), Assert.Single(link.Withdrawn));
    }

    [Fact]
    public async Task A_grant_that_opens_does_not_admit_whom_a_rule_now_denies()
    {
        var (admitting, _) = await HoldAsync(Snapshot(allow, approve));
        snapshots.Replace(Snapshot(allow, approve, Policy("closed", PolicyEffect.Deny) with { Message = "Closed." }) with { Grants = [new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", time.GetUtcNow().AddMinutes(1))] });
        Assert.Equal("Closed.", (await Assert.ThrowsAsync<AccessRefused>(() => admitting)).Message);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_withdraws_its_request()
    {
        using var gone = new CancellationTokenSource();
        var (admitting, request) = await HoldAsync(Snapshot(allow, approve), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => admitting);
        Assert.Equal(request.Id, Assert.Single(link.Withdrawn).Id);
    }

    private async Task RefusedAfterApprovalAsync(AgentSnapshot now, string words)
    {
        var fresh = new FakeConsoleLink();
        var other = new AccessGate(fresh, new ApprovalGate(fresh, time, NullLogger<ApprovalGate>.Instance), new LiveAccess(time), snapshots, time, NullLogger<AccessGate>.Instance);
        var held = new TaskCompletionSource();
        var admitting = other.AdmitAsync(Caller(), shop, Snapshot(allow, approve), _ => { held.SetResult(); return Task.CompletedTask; }, CancellationToken.None);
        var request = await fresh.Asked;
        await held.Task.WaitAsync(Some.Patience);
        snapshots.Replace(now);
        fresh.Decide(request, grantId: Guid.NewGuid(), until: time.GetUtcNow().AddMinutes(30));
        Assert.Contains(words, (await Assert.ThrowsAsync<AccessRefused>(() => admitting.WaitAsync(Some.Patience))).Message, StringComparison.Ordinal);
    }

    private async Task<(Task<AccessGrant> Admitting, ApprovalRequest Request)> HoldAsync(AgentSnapshot snapshot, CancellationToken ct = default)
    {
        snapshots.Replace(snapshot);
        var held = new TaskCompletionSource();
        var admitting = gate.AdmitAsync(Caller(), shop, snapshot, _ => { held.SetResult(); return Task.CompletedTask; }, ct).WaitAsync(Some.Patience, CancellationToken.None);
        await held.Task.WaitAsync(Some.Patience, CancellationToken.None);
        return (admitting, await link.Asked);
    }

    private Task<AccessGrant> AdmitAsync(AgentSnapshot snapshot) => gate.AdmitAsync(Caller(), shop, snapshot, _ => Task.CompletedTask, CancellationToken.None).WaitAsync(Some.Patience);

    [Fact]
    public void Each_of_two_keys_proves_the_account_and_an_expired_one_is_told_so()
    {
        const string Other = "hlk_other56789abcdefghijklmnopqrstuvwxyz";
        var account = Account() with { Keys = [.. Account().Keys, new ServiceKeyConfig(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Other))), time.GetUtcNow().AddHours(1))] };
        // Before and behind others: all are looked at.
        var snapshot = Snapshot() with { ServiceAccounts = [Stranger("first"), account, Stranger("last")] };

        var (one, two) = (gate.Prove(new Secret(Key), shop, snapshot, time.GetUtcNow()), gate.Prove(new Secret(Other), shop, snapshot, time.GetUtcNow()));

        Assert.Equal(("report-bot", "report-bot"), (one.Name, two.Name));
        Assert.NotEqual(one.ProvenBy, two.ProvenBy);
        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(Other), shop, snapshot, time.GetUtcNow().AddHours(1)));
        Assert.Contains("expired at", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ask for a new one", refused.Message, StringComparison.Ordinal);
        Assert.Equal("report-bot", gate.Prove(new Secret(Key), shop, snapshot, time.GetUtcNow().AddHours(1)).Name);

        static ServiceAccountConfig Stranger(string name) => new(name, [], [new ServiceKeyConfig(new string('c', 64)), new ServiceKeyConfig(new string('d', 64))], Disabled: false);
    }

    private CallerIdentity Caller() => gate.Prove(new Secret(Key), shop, Snapshot(), time.GetUtcNow());

    private static AgentSnapshot Snapshot(params PolicyConfig[] policies) => Some.Snapshot(1, shop) with { Policies = [.. policies], ServiceAccounts = [Account()] };

    private static ServiceAccountConfig Account() => Some.Account(Key);

    private static PolicyConfig Policy(string name, PolicyEffect effect) => new() { Name = name, Effect = effect, Scope = PolicyScope.Session };
}
