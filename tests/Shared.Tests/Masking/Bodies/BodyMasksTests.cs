using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>Which bodies are masked, which pass, and which are refused.</summary>
public sealed class BodyMasksTests
{
    private static readonly MaskingRuleConfig paths = Body.Paths(new MaskMethod(MaskKind.Redact), "$.secret");

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/problem+json")]
    [InlineData("application/x-ndjson")]
    [InlineData("text/event-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    public void What_paths_can_name_is_masked_under_paths(string type) => Assert.False(Body.Plan(type, paths).IsClear);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("text/csv")]
    [InlineData("image/png")]
    [InlineData("image/svg+xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/grpc")]
    [InlineData("application/x-protobuf")]
    [InlineData("application/octet-stream")]
    [InlineData("application/vnd.amazon.eventstream")]
    [InlineData("application/json-seq")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=utf-8; charset=latin1")]
    [InlineData("application/json, text/html")]
    [InlineData("")]
    [InlineData(null)]
    public void What_they_cannot_is_refused_with_its_first_byte(string? type)
    {
        var plan = Body.Plan(type, paths);
        Assert.NotNull(plan.Refusal);
        Assert.Empty(Body.Run(plan, []));
        Assert.Equal(plan.Refusal, Body.Try(plan, "x"u8.ToArray()).Refused);
    }

    [Theory]
    [InlineData("text/plain", true)]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/soap+xml", true)]
    [InlineData("text/csv", true)]
    [InlineData("application/javascript", true)]
    [InlineData("multipart/mixed", false)]
    [InlineData("application/pdf", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData("application/zip", false)]
    [InlineData("text/plain; charset=iso-8859-1", false)]
    public void Detectors_read_text_of_any_kind_and_refuse_what_may_hold_text_that_they_cannot_read(string type, bool isRead)
    {
        var plan = Body.Plan(type, Body.Anywhere);
        Assert.Equal(isRead, plan.Refusal is null);
        Assert.False(plan.IsClear);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("audio/mpeg")]
    [InlineData("video/mp4")]
    [InlineData("font/woff2")]
    public void Pictures_pass_under_detectors(string type) => Assert.True(Body.Plan(type, Body.Anywhere).IsClear);

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public void Without_a_rule_anything_passes(string? type) => Assert.True(Body.Plan(type, Shop.Pii).IsClear);

    [Fact]
    public void A_refusal_says_what_the_body_is_and_nothing_that_somebody_could_put_into_the_header()
    {
        Assert.Contains("is multipart/mixed, and masking rules apply to it", Body.Plan("multipart/mixed", Body.Anywhere).Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("script", Body.Plan("x/<script>", Body.Anywhere).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_is_for_answers_unless_it_says_otherwise_and_for_the_record_always()
    {
        foreach (var (direction, request, response) in new[] { (MaskDirection.Response, true, false), (MaskDirection.Request, false, true), (MaskDirection.Both, false, false) })
        {
            var rules = Body.Rules(Body.Anywhere with { Direction = direction });
            Assert.Equal(request, rules.IsEmpty(BodyDirection.Request));
            Assert.Equal(response, rules.IsEmpty(BodyDirection.Response));
            Assert.Equal(request, BodyMasks.For(Body.Json, rules, BodyDirection.Request).IsClear);
            Assert.Equal(response, BodyMasks.For(Body.Json, rules, BodyDirection.Response).IsClear);
            Assert.False(BodyMasks.For(Body.Json, rules, BodyDirection.Record).IsClear);
        }
        Assert.True(Body.Rules(new MaskingRuleConfig { Name = "columns", Columns = ["*.*.ssn"], Method = new(MaskKind.Redact) }).IsEmpty(BodyDirection.Record));
    }

    [Fact]
    public void Whoever_is_exempt_sees_all() => Assert.True(Body.Plan(Body.Json, Body.Anywhere with { Exempt = new() { Groups = ["analysts"] } }).IsClear);

    [Theory]
    [InlineData(Body.Json)]
    [InlineData(Body.Lines)]
    [InlineData(Body.Events)]
    [InlineData(Body.Form)]
    [InlineData(Body.Csv)]
    [InlineData(Body.Html)]
    [InlineData(Body.Text)]
    public void What_is_not_UTF_8_is_refused_in_any_kind_and_nothing_more_comes_out(string type)
    {
        foreach (var bad in (byte[][])[[(byte)'"', 0xE9, (byte)'"'], [(byte)'"', 0xC3], [0x22, 0, 0x61, 0, 0x22, 0], [0xEF, 0xBB], [0xEF, 0xBB, (byte)'"', (byte)'"'], [0xFF, 0xFE, 0x22, 0]])
        {
            var plan = Body.Plan(type, Body.Anywhere);
            Assert.NotNull(Body.Try(plan, bad).Refused);
            Assert.NotNull(Body.Try(plan, bad, () => 1).Refused);
        }
        var mask = Body.Plan(type, Body.Anywhere).Start();
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<UnreadableBodyException>(() => mask.Write([0xFF], output));
        Assert.Throws<UnreadableBodyException>(() => mask.Write("1"u8, output));
        Assert.Throws<UnreadableBodyException>(() => mask.Complete(output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData(Body.Json, "{\"a\":\"ada@example.com\"}", "{\"a\":\"[redacted]\"}")]
    [InlineData(Body.Events, "data: {\"a\":\"ada@example.com\"}\n\n", "data: {\"a\":\"[redacted]\"}\n\n")]
    [InlineData(Body.Text, "ada@example.com", "[redacted]")]
    [InlineData(Body.Csv, "ada@example.com", "[redacted]")]
    public void A_byte_order_mark_stays_and_is_no_part_of_what_follows(string type, string body, string masked)
    {
        var bytes = (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)];
        Assert.Equal([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(masked)], Body.Run(Body.Plan(type, Body.Anywhere), bytes));
        Assert.Equal([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(masked)], Body.Run(Body.Plan(type, Body.Anywhere), bytes, () => 1));
    }
}
