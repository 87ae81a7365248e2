using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Tests.Protocols.Wire;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgClientStartupTests
{
    private static readonly TestAuthority authority = new("Start-up");
    private static readonly SslStreamCertificateContext certificate = SslStreamCertificateContext.Create(authority.Issue(), null);

    private static readonly byte[] tlsRequest = Code(80877103);

    [Fact]
    public async Task A_session_is_asked_for_with_its_parameters()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send(Startup(196608, "user", "ann", "database", "shop", "application_name", "psql"));
        var session = Assert.IsType<PgOpening.Session>(await OpenAsync(pair, ClientTlsMode.Optional));
        Assert.Equal(("ann", "shop", "psql"), (session.Startup.User, session.Startup.Database, session.Startup["application_name"]));
    }

    [Fact]
    public async Task The_database_is_the_users_name_where_none_is_given()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send(Startup(196608, "user", "ann"));
        Assert.Equal("ann", Assert.IsType<PgOpening.Session>(await OpenAsync(pair, ClientTlsMode.Optional)).Startup.Database);
    }

    [Fact]
    public async Task Who_connects_and_leaves_wanted_nothing()
    {
        await using var pair = new SocketPair();
        pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.IsType<PgOpening.Nothing>(await OpenAsync(pair));
    }

    [Fact]
    public async Task A_cancel_request_carries_its_key()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send([.. PgBytes.Int32(16), .. PgBytes.Int32(80877102), .. PgBytes.Int32(77), .. PgBytes.Int32(-5)]);
        Assert.Equal(new PgOpening.Cancel(77, -5), await OpenAsync(pair));
    }

    [Fact]
    public async Task GSS_encryption_is_refused_and_TLS_then_taken()
    {
        await using var pair = new SocketPair();
        var opening = OpenAsync(pair);
        pair.Peer.Send(Code(80877104));
        Assert.Equal('N', Received(pair));
        pair.Peer.Send(tlsRequest);
        Assert.Equal('S', Received(pair));
        await using var tls = new SslStream(new NetworkStream(pair.Peer));
        await tls.AuthenticateAsClientAsync(authority.ClientOptions).WaitAsync(Some.Patience);
        await tls.WriteAsync(Startup(196608, "user", "ann"));
        Assert.IsType<PgOpening.Session>(await opening);
    }

    [Fact]
    public async Task Bytes_behind_the_request_for_encryption_are_not_taken_for_encrypted_ones()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send([.. tlsRequest, .. Startup(196608, "user", "ann")]);
        await Assert.ThrowsAsync<WireException>(() => OpenAsync(pair));
    }

    [Theory]
    [InlineData(FailureKind.BadCredential, "user", "ann")]
    [InlineData(FailureKind.NotSupported, "user", "ann", "replication", "database")]
    [InlineData(FailureKind.NotSupported, "user", "ann", "client_encoding", "'SJIS'")]
    [InlineData(FailureKind.BadCredential, "database", "shop")]
    internal async Task What_cannot_be_governed_is_refused_in_words(FailureKind kind, params string[] parameters)
    {
        await using var pair = new SocketPair();
        pair.Peer.Send(Startup(196608, parameters));
        var mode = parameters.Length == 2 && kind == FailureKind.BadCredential && parameters[0] == "user" ? ClientTlsMode.Require : ClientTlsMode.Optional;
        Assert.Equal(kind, (await Assert.ThrowsAsync<SessionFailure>(() => OpenAsync(pair, mode))).Kind);
    }

    [Fact]
    public async Task A_newer_minor_version_and_unknown_options_are_negotiated_down_before_the_password()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send(Startup(196610, "user", "ann", "_pq_.compression", "zstd"));
        var startup = new PgClientStartup(pair.Stream, Some.Connection() with { ClientTls = ClientTlsMode.Optional }, null);
        var token = SocketPair.OnPump(async () => await startup.AskTokenAsync(((PgOpening.Session)await startup.OpenAsync(CancellationToken.None)).Startup, CancellationToken.None));
        pair.Peer.Send(PgBytes.Message('p', PgBytes.Text("hlk_secret")));
        Assert.Equal("hlk_secret", (await token).Reveal());
        var said = new byte[200];
        var count = pair.Peer.Receive(said);
        var messages = PgBytes.Messages(said[..count]).ToList();
        Assert.Equal("vR", string.Concat(messages.Select(m => m.Type)));
        Assert.Contains("_pq_.compression", Encoding.UTF8.GetString(messages[0].Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_asks_for_OAUTHBEARER_is_offered_it_under_TLS_and_its_token_is_read_however_its_bytes_come()
    {
        await using var pair = new SocketPair();
        var startup = new PgClientStartup(pair.Stream, Some.Connection(), certificate);
        var asked = SocketPair.OnPump(async () =>
        {
            var opened = ((PgOpening.Session)await startup.OpenAsync(CancellationToken.None)).Startup;
            Assert.Equal("-c geqo=off", opened["options"]);
            var token = await startup.AskTokenAsync(opened, CancellationToken.None);
            await startup.TellOAuthErrorAsync("https://console.example", CancellationToken.None);
            return token;
        });
        pair.Peer.Send(tlsRequest);
        Assert.Equal('S', Received(pair));
        await using var tls = new SslStream(new NetworkStream(pair.Peer));
        await tls.AuthenticateAsClientAsync(authority.ClientOptions).WaitAsync(Some.Patience);
        await tls.WriteAsync(Startup(196608, "user", "ann", "options", "-c geqo=off -c hooplike.auth=oauth"));
        var offer = await PgBytes.ReadAsync(tls);
        Assert.Equal('R', offer.Type);
        Assert.Equal([0, 0, 0, 10, .. "OAUTHBEARER\0\0"u8], offer.Body);

        var response = "n,,\u0001auth=Bearer some.token\u0001\u0001"u8.ToArray();
        foreach (var b in PgBytes.Message('p', [.. "OAUTHBEARER\0"u8, .. PgBytes.Int32(response.Length), .. response])) await tls.WriteAsync(new[] { b });
        var error = await PgBytes.ReadAsync(tls);
        Assert.Equal('R', error.Type);
        Assert.Contains("https://console.example/.well-known/openid-configuration", Encoding.UTF8.GetString(error.Body), StringComparison.Ordinal);
        await tls.WriteAsync(PgBytes.Message('p', [1]));

        Assert.Equal("some.token", (await asked).Reveal());
        Assert.True(startup.IsOAuth);
    }

    [Fact]
    public async Task OAUTHBEARER_without_TLS_is_refused_in_words()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send(Startup(196608, "user", "ann", "options", "-c hooplike.auth=oauth"));
        Assert.Contains("under TLS only", (await Assert.ThrowsAsync<SessionFailure>(() => OpenAsync(pair, ClientTlsMode.Optional))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another mechanism", "SCRAM-SHA-256\0\0\0\0\u0001x")]
    [InlineData("no response", "OAUTHBEARER\0\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("a response that is shorter than it says", "OAUTHBEARER\0\0\0\0\u0009n,,")]
    [InlineData("nothing", "")]
    public async Task What_is_no_OAUTHBEARER_response_ends_the_session(string what, string body)
    {
        await using var pair = new SocketPair();
        var startup = new PgClientStartup(pair.Stream, Some.Connection(), certificate);
        var asked = SocketPair.OnPump(async () => await startup.AskTokenAsync(((PgOpening.Session)await startup.OpenAsync(CancellationToken.None)).Startup, CancellationToken.None));
        pair.Peer.Send(tlsRequest);
        Assert.Equal('S', Received(pair));
        await using var tls = new SslStream(new NetworkStream(pair.Peer));
        await tls.AuthenticateAsClientAsync(authority.ClientOptions).WaitAsync(Some.Patience);
        await tls.WriteAsync(Startup(196608, "user", "ann", "options", "--hooplike.auth=oauth"));
        await tls.WriteAsync(PgBytes.Message('p', Encoding.Latin1.GetBytes(body)));
        Assert.True((await Assert.ThrowsAsync<WireException>(() => asked)).Message.Length > 10, what);
    }

    [Theory]
    [InlineData("a query instead of a password", "Q\0\0\0\u0006x\0")]
    [InlineData("a password without its end", "p\0\0\0\u0005x")]
    [InlineData("a password of a megabyte", "p\0\u0010\0\0")]
    public async Task What_is_no_password_ends_the_session(string what, string bytes)
    {
        await using var pair = new SocketPair();
        var startup = new PgClientStartup(pair.Stream, Some.Connection(), null);
        pair.Peer.Send(Encoding.Latin1.GetBytes(bytes));
        var message = new PgStartupMessage(0, [("user", "ann")], []);
        Assert.True((await Assert.ThrowsAsync<WireException>(() => SocketPair.OnPump(() => startup.AskTokenAsync(message, CancellationToken.None)))).Message.Length > 10, what);
    }

    [Fact]
    public async Task Random_and_broken_beginnings_end_in_words_or_in_nothing()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        for (var round = 0; round < 300; round++)
        {
            await using var pair = new SocketPair();
            var bytes = random.Next(3) switch
            {
                0 => Startup(196608, "user", "ann", "database", "x"),
                1 => [.. Code(80877104), .. Startup(196608, "user", "ann")],
                _ => new byte[random.Next(1, 64)],
            };
            if (bytes.All(static b => b == 0)) random.NextBytes(bytes);
            for (var i = random.Next(4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            pair.Peer.Send(bytes[..random.Next(bytes.Length + 1)]);
            pair.Peer.Shutdown(SocketShutdown.Send);
            var caught = await Record.ExceptionAsync(() => OpenAsync(pair, ClientTlsMode.Optional));
            Assert.True(caught is null or WireException or SessionFailure or IOException, $"seed {Seed}, round {round}: {caught}");
        }
    }

    private static Task<PgOpening> OpenAsync(SocketPair pair, ClientTlsMode mode = ClientTlsMode.Require) =>
        SocketPair.OnPump(() => new PgClientStartup(pair.Stream, Some.Connection() with { ClientTls = mode }, certificate).OpenAsync(CancellationToken.None));

    private static char Received(SocketPair pair)
    {
        var one = new byte[1];
        pair.Peer.Receive(one);
        return (char)one[0];
    }

    private static byte[] Code(int code) => [.. PgBytes.Int32(8), .. PgBytes.Int32(code)];

    private static byte[] Startup(int version, params string[] parameters)
    {
        byte[] body = [.. PgBytes.Int32(version), .. parameters.SelectMany(PgBytes.Text), 0];
        return [.. PgBytes.Int32(body.Length + 4), .. body];
    }
}
