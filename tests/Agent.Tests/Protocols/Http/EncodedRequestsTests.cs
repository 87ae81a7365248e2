using System.Net;
using System.Text;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Requests with content codings, through the whole gateway.</summary>
public sealed class EncodedRequestsTests : IAsyncLifetime
{
    private const string People = """[{"name": "Ada", "mail": "ada@example.com"}]""";
    private const string MaskedPeople = """[{"name": "Ada", "mail": "[redacted]"}]""";

    private static readonly MaskingRuleConfig addresses = new() { Name = "addresses", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact), Direction = MaskDirection.Both };

    private HttpGateway gateway = null!;
    private byte[] received = [];
    private long? receivedLength;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task An_encoded_request_is_masked_on_its_way_and_encoded_again()
    {
        gateway.Rule(masks: [addresses]);

        using var got = await gateway.SendAsync(HttpMethod.Post, "/take", Encoded.Content(Encoded.Encode(People, "br"), "br"));

        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal((MaskedPeople, (long?)null), (Encoded.Decode(received, "br"), receivedLength));
        Assert.DoesNotContain("ada@example.com", Encoded.Recorded(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_under_a_rule_is_refused()
    {
        gateway.Rule(masks: [addresses]);

        using var got = await gateway.SendAsync(HttpMethod.Post, "/take", Encoded.Content([1, 2, 3], "zstd"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, got.StatusCode);
        Assert.Empty(gateway.Reached);
    }

    [Fact]
    public async Task Policies_see_what_an_encoded_request_stands_for_and_what_they_saw_is_sent()
    {
        gateway.Rule([new PolicyConfig { Name = "no-large-models", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = new HttpMatch { Models = ["gpt-5*"] } }]);
        byte[] hidden = [.. Encoded.Encode("""{"model": "gpt-4", "messages": """, "gzip"), .. Encoded.Encode("[]}", "gzip"), .. "left out"u8];

        using var denied = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Encoded.Content(Encoded.Encode("""{"model": "gpt-5-pro", "messages": []}""", "gzip"), "gzip"));
        using var bomb = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Encoded.Content(Encoded.Encode(new string(' ', 50_000_000), "gzip"), "gzip"));
        using var allowed = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Encoded.Content(hidden, "gzip"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK), (denied.StatusCode, bomb.StatusCode, allowed.StatusCode));
        Assert.Single(gateway.Reached);
        Assert.Equal("""{"model": "gpt-4", "messages": []}""", Encoded.Decode(received, "gzip"));
        Assert.DoesNotContain("left out", Encoding.Latin1.GetString(received), StringComparison.Ordinal);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        receivedLength = context.Request.ContentLength;
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received = body.ToArray();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}");
    }
}
