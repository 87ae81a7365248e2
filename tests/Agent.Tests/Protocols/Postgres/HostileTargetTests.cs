using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Snapshot;
using Xunit;
using static HoopLike.Agent.Tests.Protocols.Postgres.LyingServer;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class HostileTargetTests
{
    private static readonly byte[] ok = Authentication(0);
    private static readonly byte[] ready = Message('Z', (byte)'I');
    private static readonly byte[] login = [.. ok, .. Message('S', [.. "client_encoding\0UTF8\0"u8]), .. Message('K', 0, 0, 0, 7, 0, 0, 0, 9), .. ready];

    [Fact]
    public async Task A_sign_in_that_is_whole_succeeds()
    {
        await using var server = new LyingServer(login);
        var (link, session) = await Dialling.OpenAsync(Dialling.Connection(server.Port));
        await using var owned = link;
        Assert.Equal((7, 9, 'I'), (session.ProcessId, session.Secret, session.TransactionStatus));
        Assert.Equal([("client_encoding", "UTF8")], session.Parameters.ToArray());
    }

    [Fact]
    public async Task A_sign_in_that_is_cut_at_any_byte_is_told()
    {
        await using var server = new LyingServer([]);
        for (var cut = 0; cut < login.Length; cut++)
        {
            server.Says = login[..cut];
            await RefusedAsync(server.Port);
        }
    }

    public static TheoryData<string, byte[]> Lies => new()
    {
        { "a length below a message's own", [(byte)'R', 0, 0, 0, 3, 0, 0, 0, 0] },
        { "a negative length", [(byte)'R', 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] },
        { "a length of two gigabytes", [(byte)'R', 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] },
        { "a length just above the limit", [(byte)'R', 0, 1, 0, 1, 0, 0, 0, 0] },
        { "an empty authentication", Message('R') },
        { "an unknown authentication", Authentication(7) },
        { "a negative authentication", Authentication(-1) },
        { "ready without authentication", ready },
        { "a row before authentication", Message('D', 0, 0) },
        { "a row before ready", [.. ok, .. Message('D', 0, 0)] },
        { "authentication twice", [.. ok, .. ok, .. ready] },
        { "a parameter without an end", [.. ok, .. Message('S', [.. "a\0b"u8]), .. ready] },
        { "a parameter of one word", [.. ok, .. Message('S', [.. "a\0"u8]), .. ready] },
        { "a key that is too short", [.. ok, .. Message('K', 1, 2, 3), .. ready] },
        { "a transaction status that is none", [.. ok, .. Message('Z', (byte)'X')] },
        { "ready without a status", [.. ok, .. Message('Z')] },
        { "another protocol version", Message('v', 0, 3, 0, 0, 0, 0, 0, 0) },
        { "parameters without end", [.. ok, .. Enumerable.Repeat(Message('S', [.. "a\0b\0"u8]), 1100).SelectMany(m => m), .. ready] },
        { "an error without fields", Message('E') },
        { "an error with a state that is none", Message('E', [.. "SFATAL\0C<&>'\"\0Mx\0\0"u8]) },
        { "md5 with no salt", Authentication(5) },
        { "md5 twice", [.. Authentication(5, "salt"), .. Authentication(5, "salt")] },
        { "clear text, then md5", [.. Authentication(3), .. Authentication(5, "salt")] },
        { "SASL without mechanisms", Authentication(10) },
        { "SASL of another kind", Authentication(10, "OAUTHBEARER\0\0") },
        { "SASL that goes on without beginning", Authentication(11, "r=x,s=eA==,i=1") },
        { "SASL that is over at once", [.. Authentication(10, "SCRAM-SHA-256\0\0"), .. ok, .. ready] },
        { "SASL with another's nonce", [.. Authentication(10, "SCRAM-SHA-256\0\0"), .. Authentication(11, "r=x,s=eA==,i=1"), .. Authentication(12, "v=eA=="), .. ok, .. ready] },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_target_that_lies_is_told(string lie, byte[] says)
    {
        Assert.NotEmpty(lie);
        await using var server = new LyingServer(says);
        await RefusedAsync(server.Port);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'X' })]
    [InlineData(new byte[] { (byte)'E', 0, 0, 0, 5, 0 })]
    [InlineData(new byte[] { })]
    [InlineData(new[] { (byte)'S' })]
    [InlineData(new byte[] { (byte)'S', (byte)'R', 0, 0, 0, 8, 0, 0, 0, 0 })]
    public async Task An_answer_to_SSLRequest_that_is_none_is_told(byte[] says)
    {
        await using var server = new LyingServer(says);
        await RefusedAsync(server.Port, TargetTlsMode.Require);
        await RefusedAsync(server.Port, TargetTlsMode.Prefer);
    }

    [Fact]
    public async Task A_password_is_not_sent_in_the_clear_to_who_takes_TLS_away()
    {
        await using var server = new LyingServer([(byte)'N', .. Authentication(3), .. ok, .. ready]);
        Assert.Contains("clear text", (await RefusedAsync(server.Port, TargetTlsMode.Prefer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    public async Task A_target_that_falls_silent_is_given_up(int after)
    {
        await using var server = new LyingServer(login[..after], thenCloses: false);
        var time = new ManualTime();
        var connection = Dialling.Connection(server.Port);
        await using var link = await Dialling.ConnectAsync(connection);
        var signingIn = Dialling.Login(time).LoginAsync(link, connection, null, [], CancellationToken.None);
        time.Advance(PgTargetLogin.LoginLimit);
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<AccessRefused>(() => signingIn.WaitAsync(Some.Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_is_gone_ends_the_sign_in()
    {
        await using var server = new LyingServer([], thenCloses: false);
        using var gone = new CancellationTokenSource();
        var connection = Dialling.Connection(server.Port);
        await using var link = await Dialling.ConnectAsync(connection);
        var signingIn = Dialling.Login().LoginAsync(link, connection, null, [], gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn.WaitAsync(Some.Patience));
    }

    [Fact]
    public async Task Start_up_parameters_are_bounded_before_they_are_sent()
    {
        await using var server = new LyingServer(login);
        var connection = Dialling.Connection(server.Port);
        await Assert.ThrowsAsync<AccessRefused>(() => Dialling.OpenAsync(connection, null, ("options", new string('x', 10_000))));
        await Assert.ThrowsAsync<AccessRefused>(() => Dialling.OpenAsync(connection, null, ("application_name", "a\0user\0postgres")));
    }

    private static async Task<AccessRefused> RefusedAsync(int port, TargetTlsMode tls = TargetTlsMode.Disable)
    {
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => Dialling.OpenAsync(Dialling.Connection(port, "by_scram", "target-password", tls)));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.DoesNotContain("by_scram", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('<', refused.Message);
        return refused;
    }
}
