using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>OAUTHBEARER as PostgreSQL 18's client library speaks it (RFC 7628), byte by byte: that library is not everywhere yet.</summary>
public sealed class OAuthBearerTests
{
    [Fact]
    public async Task Who_has_no_token_is_told_where_to_get_one_and_who_has_one_is_let_in()
    {
        var stack = await SharedStack.GetAsync();
        await using (var first = await OfferedAsync(stack))
        {
            await AnswerAsync(first, "n,,\u0001auth=\u0001\u0001");
            var error = await ReadAsync(first);
            Assert.Equal(('R', 11), (error.Type, BinaryPrimitives.ReadInt32BigEndian(error.Body)));
            var said = JsonNode.Parse(error.Body.AsSpan(4))!;
            Assert.Equal("invalid_token", (string)said["status"]!);
            using var http = new HttpClient();
            var metadata = JsonNode.Parse(await http.GetStringAsync(new Uri((string)said["openid-configuration"]!)))!;
            Assert.Equal(stack.Address, (string)metadata["issuer"]!);
            Assert.NotNull(metadata["device_authorization_endpoint"]);
            await SendAsync(first, 'p', [1]);
            var fatal = await ReadAsync(first);
            Assert.Equal('E', fatal.Type);
            Assert.Contains("C28000", Encoding.UTF8.GetString(fatal.Body), StringComparison.Ordinal);
        }

        var token = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        await using var second = await OfferedAsync(stack);
        await AnswerAsync(second, $"n,,\u0001auth=Bearer {token}\u0001\u0001");
        var ok = await ReadAsync(second);
        Assert.Equal(('R', 0), (ok.Type, BinaryPrimitives.ReadInt32BigEndian(ok.Body)));
        while ((await ReadAsync(second)).Type != 'Z')
        {
            // Parameters and the cancel key.
        }

        await SendAsync(second, 'Q', Encoding.UTF8.GetBytes("select current_setting('geqo')\0"));
        var answer = "";
        for (var message = await ReadAsync(second); message.Type != 'Z'; message = await ReadAsync(second)) answer += message.Type == 'D' ? Encoding.UTF8.GetString(message.Body.AsSpan(6)) : "";
        Assert.Equal("off", answer);
    }

    [Fact]
    public async Task A_token_that_is_not_good_is_refused_in_its_own_words_after_the_error_is_acknowledged()
    {
        var stack = await SharedStack.GetAsync();
        await using var client = await OfferedAsync(stack);
        await AnswerAsync(client, "n,,\u0001auth=Bearer a.b.c\u0001\u0001");
        Assert.Equal('R', (await ReadAsync(client)).Type);
        await SendAsync(client, 'p', [1]);
        Assert.Contains("the token cannot be read", Encoding.UTF8.GetString((await ReadAsync(client)).Body), StringComparison.Ordinal);
    }

    /// <summary>TLS, start-up message, and the offer of the mechanism.</summary>
    static async Task<SslStream> OfferedAsync(HoopLikeStack stack)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", stack.Plan.Workshop.Port);
        var plain = tcp.GetStream();
        await plain.WriteAsync(new byte[] { 0, 0, 0, 8, 4, 210, 22, 47 });
        Assert.Equal('S', plain.ReadByte());
        using var http = new HttpClient();
        using var authority = X509Certificate2.CreateFromPem(await http.GetStringAsync(new Uri($"{stack.Address}/ca.crt")));
        var tls = new SslStream(plain);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
        });
        byte[] startup = [0, 3, 0, 0, .. Encoding.UTF8.GetBytes($"user\0alice\0database\0{stack.Plan.Workshop.Database}\0options\0-c geqo=off -c hooplike.auth=oauth\0\0")];
        await tls.WriteAsync(WithLength(startup));
        var offer = await ReadAsync(tls);
        Assert.Equal(("R", "OAUTHBEARER\0\0"), (offer.Type.ToString(), Encoding.ASCII.GetString(offer.Body.AsSpan(4))));
        return tls;
    }

    static Task AnswerAsync(SslStream stream, string response) => SendAsync(stream, 'p', [.. "OAUTHBEARER\0"u8, .. WithLength(Encoding.ASCII.GetBytes(response), includesItself: false)]);

    static async Task SendAsync(SslStream stream, char type, byte[] body) => await stream.WriteAsync(new[] { (byte)type }.Concat(WithLength(body)).ToArray());

    static byte[] WithLength(byte[] body, bool includesItself = true)
    {
        var bytes = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, body.Length + (includesItself ? 4 : 0));
        body.CopyTo(bytes, 4);
        return bytes;
    }

    static async Task<(char Type, byte[] Body)> ReadAsync(SslStream stream)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(body).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return ((char)header[0], body);
    }
}
