using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>Signatures over what really arrives, checked by a target of their own.</summary>
public sealed class AwsOnTheWireTests : IAsyncDisposable
{
    private const string Key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static readonly string[] pieces = ["/", "/a", "b", "%20", "%2B", "+", "~", "-", "é", "%C3%A9", ":", "@", "=", "!", "$", "'", "(", ")", "*", ",", ";", "%25", "..", "."];
    private static readonly string[] queries = ["a", "A", "a-b", "b", "=", "=", "&", "&", "+", "%20", "%26", "%3D", "%2B", "/", "?", ":", "é", "*", "'", "~", "%"];

    private readonly List<Dictionary<string, string>> seen = [];
    private HttpGateway? gateway;

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("execute-api")]
    public async Task Any_path_and_query_is_signed_as_it_arrives(string service)
    {
        await StartAsync(service);
        var targets = Gen.Elements(pieces).ListOf().Resize(10).SelectMany(path => Gen.Elements(queries).ListOf().Resize(14), (path, query) => "/" + string.Concat(path) + (query.Count == 0 ? "" : "?" + string.Concat(query)))
            .Select(t => t.Replace("é", "%C3%A9", StringComparison.Ordinal)).Where(t => HttpTarget.TryParse(t, out _, out _));

        foreach (var target in Gen.Sample(targets, 14, 250)) await AssertSignedAsync(target);

        async Task AssertSignedAsync(string target)
        {
            // Sent as it stands: what a client's library would make of it is another test's.
            var answer = await gateway!.SayAsync($"GET {target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {HttpGateway.Key}\r\nConnection: close\r\n\r\n");
            Assert.True(answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), $"{target}: {answer}");
        }
    }

    [Theory]
    [InlineData("{\"model\": \"m\"}", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("{\"model\": \"m\"}", true)]
    public async Task A_body_is_signed_by_its_hash(string? body, bool isChunked)
    {
        await StartAsync("bedrock");

        using var answer = await SendAsync(body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), isChunked);

        Assert.Equal((HttpStatusCode.OK, "right"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.NotEqual("UNSIGNED-PAYLOAD", Assert.Single(seen)["X-Amz-Content-Sha256"]);
    }

    [Fact]
    public async Task A_body_that_is_too_large_to_be_held_streams_unsigned()
    {
        await StartAsync("s3");

        using var answer = await SendAsync(new ByteArrayContent(new byte[3 * 1024 * 1024]), isChunked: false);

        Assert.Equal((HttpStatusCode.OK, "right"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("UNSIGNED-PAYLOAD", Assert.Single(seen)["X-Amz-Content-Sha256"]);
    }

    [Fact]
    public async Task What_a_mask_made_of_the_body_is_what_is_signed()
    {
        await StartAsync("bedrock");
        gateway!.Rule(masks: [new MaskingRuleConfig { Name = "m", JsonPaths = ["$.ssn"], Direction = MaskDirection.Request, Method = new MaskMethod(MaskKind.Redact) }]);

        using var answer = await SendAsync(new StringContent("""{"ssn": "078-05-1120"}""", Encoding.UTF8, "application/json"), isChunked: false);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_callers_own_signature_and_session_stay_here_and_what_it_asks_for_is_signed()
    {
        await StartAsync("dynamodb", "session-token-1");
        using var request = gateway!.Request(HttpMethod.Post, "/", new StringContent("{}", Encoding.UTF8, "application/json"));
        request.Headers.Add("X-Amz-Date", "20150830T123600Z");
        request.Headers.Add("X-Amz-Security-Token", "callers-session");
        request.Headers.Add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal("right", await answer.Content.ReadAsStringAsync());
        Assert.Equal("session-token-1", Assert.Single(seen)["X-Amz-Security-Token"]);
        Assert.Contains("x-amz-target", seen[0]["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_signed_in_pieces_is_refused()
    {
        await StartAsync("s3");
        var content = new StringContent("5;chunk-signature=0\r\nhello\r\n");
        content.Headers.ContentEncoding.Add("aws-chunked");

        using var answer = await SendAsync(content, isChunked: false);

        Assert.Equal((HttpStatusCode.BadGateway, 0), (answer.StatusCode, seen.Count));
        Assert.Contains("aws-chunked", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task StartAsync(string service, string? session = null)
    {
        var target = new AwsTarget(Key, service);
        gateway = await HttpGateway.StartAsync(
            async context =>
            {
                lock (seen) seen.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
                var wrong = await target.WhyNotAsync(context);
                context.Response.StatusCode = wrong is null ? 200 : 403;
                await context.Response.WriteAsync(wrong ?? "right");
            },
            new CredentialConfig("AKIDEXAMPLE", new Secret(Key)) { Kind = CredentialKind.AwsSigv4, Aws = new AwsSigningConfig("eu-central-1", service), SessionToken = session is null ? null : new Secret(session) });
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent? content, bool isChunked)
    {
        using var request = gateway!.Request(HttpMethod.Post, "/model/a%3Ab/invoke?x=%2F&a=", content);
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        return await gateway.Client.SendAsync(request).WaitAsync(Some.Patience);
    }
}
