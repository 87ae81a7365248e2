using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;
using Xunit;
using static HoopLike.Agent.Tests.Callers.ScriptedServer;

namespace HoopLike.Agent.Tests.Callers;

/// <summary>What goes wrong between a command and its console is told as a person needs it.</summary>
public sealed class RestCallsTests : IAsyncLifetime
{
    private const string token = "hlk_secret-token-0123456789";
    private ScriptedServer server = null!;

    public async Task InitializeAsync() => server = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_console_that_does_not_run_cannot_be_reached()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        Assert.Contains($"http://127.0.0.1:{port} cannot be reached", await FailureAsync($"http://127.0.0.1:{port}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_TLS_failure_and_gets_no_token()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeTlsAsync(listener);

        var told = await FailureAsync($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Contains("TLS with https://127.0.0.1", told, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", told, StringComparison.Ordinal);
        Assert.Empty(await serving);
    }

    [Fact]
    public async Task The_words_of_the_console_are_passed_on_but_not_its_control_characters()
    {
        server.Paths["/api/v1/x"] = Json(403, new { title = "Forbidden", detail = "Not yours\e[2J." });
        Assert.Equal(@"Not yours\u{1b}[2J.", await FailureAsync());
        server.Paths["/api/v1/x"] = Json(400, new { title = "Invalid", errors = new[] { "a: wrong", "b: wrong" } });
        Assert.Equal("a: wrong\nb: wrong", await FailureAsync());
        server.Paths["/api/v1/x"] = Json(500, new { title = "Oops" });
        Assert.Contains("answered 500", await FailureAsync(), StringComparison.Ordinal);
        server.Paths["/api/v1/x"] = Json(429, new { title = "Slow" });
        Assert.Contains("too often", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_any_more_tells_how_to_sign_in()
    {
        server.Paths["/api/v1/x"] = Json(401, new { });
        using var stored = new RestCalls(new Caller(ConsoleAddress.Parse(server.Address), new Secret(token), new SignIn(server.Address, "ada", new Secret(token), null)));

        var failure = await Assert.ThrowsAsync<CallerFailure>(() => stored.GetAsync("x", default));

        Assert.Equal(CallerFailureKind.NotSignedIn, failure.Kind);
        Assert.EndsWith($"Run: hooplike login --console {server.Address}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HOOPLIKE_TOKEN", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using var other = await ScriptedServer.StartAsync();
        server.Paths["/api/v1/x"] = context =>
        {
            context.Response.Redirect(other.Address + "/api/v1/x");
            return Task.CompletedTask;
        };

        Assert.Contains(other.Address, await FailureAsync(), StringComparison.Ordinal);
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task What_is_no_console_is_told_apart()
    {
        Assert.Contains("does not answer as a HoopLike console", await FailureAsync(), StringComparison.Ordinal);
        server.Paths["/api/v1/x"] = context => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "<html>");
        Assert.Contains("does not answer as a HoopLike console", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_a_failure_in_words()
    {
        server.Paths["/api/v1/x"] = Lost;

        Assert.Contains("cannot be reached", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_read_on_until_there_are_enough()
    {
        server.Paths["/api/v1/x"] = InTurn(Json(200, new { items = new[] { 1, 2 }, next = "a+b" }), Json(200, new { items = new[] { 3 }, next = (string?)null }));
        using var rest = Rest(server.Address);

        Assert.Equal([1, 2, 3], (await rest.ListAsync("x", "?q=1", 10, default)).Select(e => e.GetInt32()));
        Assert.Equal(2, server.Asked.Count);
    }

    private static RestCalls Rest(string address) => new(new Caller(ConsoleAddress.Parse(address), new Secret(token), null));

    private async Task<string> FailureAsync(string? address = null)
    {
        using var rest = Rest(address ?? server.Address);
        var failure = await Assert.ThrowsAsync<CallerFailure>(() => rest.GetAsync("x", default));
        Assert.DoesNotContain(token, failure.ToString(), StringComparison.Ordinal);
        return failure.Message;
    }

    /// <returns>What the client sent after the handshake.</returns>
    private static async Task<byte[]> ServeTlsAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        using var certificate = new TestAuthority("Nobody").Issue();
        var sent = new byte[4096];
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return sent[..await tls.ReadAsync(sent)];
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return [];
        }
    }
}
