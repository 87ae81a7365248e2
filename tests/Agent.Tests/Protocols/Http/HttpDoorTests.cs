using System.Diagnostics;
using System.Net.Security;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Kestrel behind the agent's own listeners, spoken to by curl and by raw sockets.</summary>
public sealed class HttpDoorTests : IAsyncLifetime
{
    private static readonly ConnectionConfig plain = Some.Connection() with { Protocol = ConnectionProtocol.Http, ClientTls = ClientTlsMode.Optional };

    private readonly TestAuthority authority = new("doors");
    private OpenDoor door = null!;

    public async Task InitializeAsync() => door = await OpenDoor.StartAsync(EchoAsync, plain, SslStreamCertificateContext.Create(authority.Issue(), null));

    public async Task DisposeAsync() => await door.DisposeAsync();

    [Theory]
    [InlineData("http", "--http1.1", "HTTP/1.1")]
    [InlineData("http", "--http2-prior-knowledge", "HTTP/2")]
    [InlineData("https", "--http1.1", "HTTP/1.1")]
    [InlineData("https", "--http2", "HTTP/2")]
    public async Task Both_versions_are_spoken_in_the_clear_and_over_TLS_on_one_port(string scheme, string version, string spoken) =>
        Assert.Equal($"{spoken} POST /a?b=c 5", await CurlAsync(version, "-k", "-d", "hello", $"{scheme}://127.0.0.1:{door.Port}/a?b=c"));

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;\r\nhello\r\nzz\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: one\r\n two\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    public async Task What_two_servers_could_read_differently_is_refused(string request, string status)
    {
        var answer = await door.SayAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P|OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200")]
    [InlineData("PR|X / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("P|RI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "\0\0")]
    public async Task How_a_client_speaks_is_told_however_its_first_bytes_are_cut(string pieces, string answer) =>
        Assert.StartsWith(answer, await door.SayAsync(pieces.Split('|')), StringComparison.Ordinal);

    [Fact]
    public async Task Where_TLS_is_required_nothing_is_read_in_the_clear()
    {
        await using var strict = await OpenDoor.StartAsync(EchoAsync, plain with { ClientTls = ClientTlsMode.Require });

        Assert.StartsWith("HTTP/1.1 400 Bad Request", await strict.SayAsync("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n"), StringComparison.Ordinal);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body.Length}");
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-sS", "--max-time", "10", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (curl.StandardOutput.ReadToEndAsync(), curl.StandardError.ReadToEndAsync());
        await curl.WaitForExitAsync();
        return await output + await error;
    }
}
