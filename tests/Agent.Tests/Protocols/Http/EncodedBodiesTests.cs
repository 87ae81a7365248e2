using System.Net;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Bodies with content codings, through the whole gateway.</summary>
public sealed class EncodedBodiesTests : IAsyncLifetime
{
    private const string People = """[{"name": "Ada", "mail": "ada@example.com"}]""";
    private const string MaskedPeople = """[{"name": "Ada", "mail": "[redacted]"}]""";

    private static readonly MaskingRuleConfig addresses = new() { Name = "addresses", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) };

    private readonly TaskCompletionSource goOn = new();
    private HttpGateway gateway = null!;
    private string? asked;
    private byte[]? answer;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("gzip", "br")]
    public async Task An_encoded_answer_is_masked_and_encoded_again(params string[] codings)
    {
        gateway.Rule(masks: [addresses]);

        using var got = await gateway.SendAsync(HttpMethod.Get, $"/people?{string.Join(',', codings)}");

        Assert.Equal(string.Join(", ", codings).Replace("raw", "deflate", StringComparison.Ordinal), string.Join(", ", got.Content.Headers.ContentEncoding));
        Assert.Equal(MaskedPeople, Encoded.Decode(await got.Content.ReadAsByteArrayAsync(), codings));
        Assert.Contains(MaskedPeople, Recorded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_member_of_a_gzip_answer_is_masked_and_what_follows_is_left_out()
    {
        gateway.Rule(masks: [addresses]);
        answer = [.. Encoded.Encode("[1, ", "gzip"), .. Encoded.Encode("\"ada@example.com\"]", "gzip"), .. "ada@example.com"u8];

        using var got = await gateway.SendAsync(HttpMethod.Get, "/given?gzip");

        Assert.Equal("[1, \"[redacted]\"]", Encoded.Decode(await got.Content.ReadAsByteArrayAsync(), "gzip"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public async Task An_answer_that_is_cut_or_damaged_ends_with_an_error(int damage)
    {
        gateway.Rule(masks: [addresses]);
        var whole = Encoded.Encode(People + new string(' ', 100_000), "gzip");
        if (damage < 0) answer = whole[..^4];
        else
        {
            answer = whole;
            answer[^damage] ^= 0xFF;
        }

        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var got = await gateway.SendAsync(HttpMethod.Get, "/given?gzip");
            if (!got.IsSuccessStatusCode) throw new HttpRequestException(await got.Content.ReadAsStringAsync());
        });

        Assert.DoesNotContain("ada@example.com", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", Recorded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coding_that_nobody_can_read_is_refused_under_a_rule()
    {
        gateway.Rule(masks: [addresses]);
        answer = [1, 2, 3];

        using var got = await gateway.SendAsync(HttpMethod.Get, "/given?zstd");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, got.StatusCode);
        Assert.Contains("zstd", await got.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", true, "gzip, deflate, br")]
    [InlineData(null, true, "identity")]
    [InlineData("zstd", false, "zstd")]
    [InlineData(null, false, null)]
    public async Task The_target_is_asked_for_what_can_be_read_where_it_has_to_be(string? accepted, bool isRuled, string? expected)
    {
        await using var open = await HttpGateway.StartAsync(AnswerAsync, new CredentialConfig("", null) { Kind = CredentialKind.None });
        open.Rule(masks: isRuled ? [addresses] : []);
        using var request = open.Request(HttpMethod.Get, "/people?");
        if (accepted is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        (await open.Client.SendAsync(request)).Dispose();

        Assert.Equal(expected, asked);
    }

    [Fact]
    public async Task Without_a_rule_a_body_passes_byte_by_byte_and_is_recorded_as_text()
    {
        await using var open = await HttpGateway.StartAsync(AnswerAsync, new CredentialConfig("", null) { Kind = CredentialKind.None });
        answer = Encoded.Encode("what it says", "gzip");

        using var got = await open.SendAsync(HttpMethod.Get, "/given?gzip");
        var bytes = await got.Content.ReadAsByteArrayAsync();

        Assert.Equal(answer, bytes);
        Assert.Equal(answer.Length, got.Content.Headers.ContentLength);
        Assert.Contains("what it says", Recorded(open), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(answer)), open.Events().Where(e => e.Kind == RecordKind.Result).Select(e => e.Read<ResultEvent>()).Single(r => r.Tag == "200 OK").Sha256);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_encoded_event_comes_before_the_stream_has_ended(string coding)
    {
        gateway.Rule(masks: [addresses]);
        using var request = gateway.Request(HttpMethod.Get, $"/events?{coding}");
        using var got = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var decoded = Encoded.Decoder(await got.Content.ReadAsStreamAsync(), coding);
        using var reader = new StreamReader(decoded);

        Assert.Equal("data: to [redacted]", await reader.ReadLineAsync().WaitAsync(Some.Patience));
        goOn.SetResult();

        Assert.Equal("\ndata: two\n\n", await reader.ReadToEndAsync().WaitAsync(Some.Patience));
    }

    private string Recorded(HttpGateway? of = null) => Encoded.Recorded(of ?? gateway);

    private async Task AnswerAsync(HttpContext context)
    {
        asked = context.Request.Headers.AcceptEncoding;
        var codings = context.Request.QueryString.Value!.TrimStart('?').Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > 0) context.Response.Headers.ContentEncoding = string.Join(", ", codings).Replace("raw", "deflate", StringComparison.Ordinal);
        context.Response.ContentType = "application/json";
        switch (context.Request.Path)
        {
            case "/people":
                await context.Response.Body.WriteAsync(Encoded.Encode(People, codings));
                break;
            case "/given":
                context.Response.ContentLength = answer!.Length;
                await context.Response.Body.WriteAsync(answer);
                break;
            case "/events":
                context.Response.ContentType = "text/event-stream";
                var encoder = Encoded.Encoder(context.Response.Body, codings[0]);
                await encoder.WriteAsync("data: to ada@example.com\n\n"u8.ToArray());
                await encoder.FlushAsync();
                await context.Response.Body.FlushAsync();
                await goOn.Task.WaitAsync(context.RequestAborted);
                await encoder.WriteAsync("data: two\n\n"u8.ToArray());
                await encoder.DisposeAsync();
                break;
        }
    }
}
