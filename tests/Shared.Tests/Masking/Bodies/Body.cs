using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>Bodies and what becomes of them.</summary>
internal static class Body
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Events = "text/event-stream";
    public const string Form = "application/x-www-form-urlencoded";
    public const string Csv = "text/csv";
    public const string Html = "text/html; charset=utf-8";
    public const string Text = "text/plain";

    /// <summary>All detectors.</summary>
    public static MaskingRuleConfig Anywhere { get; } = Shop.Everywhere with { Detectors = ["payment-card", "us-ssn", "email", "secret", "high-entropy"] };

    public static MaskingRuleConfig Paths(MaskMethod method, params string[] paths) => new() { Name = "paths", JsonPaths = [.. paths], Method = method };

    public static BodyRules Rules(params MaskingRuleConfig[] rules) => new(Shop.Snapshot(rules), Shop.Connection, Shop.Analyst);

    public static BodyPlan Plan(string? type, params MaskingRuleConfig[] rules) => BodyMasks.For(type, Rules(rules), BodyDirection.Response);

    public static string Mask(string type, string text, params MaskingRuleConfig[] rules) => Encoding.UTF8.GetString(Run(Plan(type, rules), Encoding.UTF8.GetBytes(text)));

    public static string Mask(string type, string text) => Mask(type, text, Anywhere);

    public static byte[] Run(BodyPlan plan, byte[] body, Func<int>? piece = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var mask = plan.Start();
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(piece?.Invoke() ?? body.Length, body.Length - at);
            mask.Write(body.AsSpan(at, length), output);
            at += length;
        }
        mask.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null where the body is refused; the words where the refusal is.</summary>
    public static (byte[]? Body, string? Refused) Try(BodyPlan plan, byte[] body, Func<int>? piece = null)
    {
        try
        {
            return (Run(plan, body, piece), null);
        }
        catch (UnreadableBodyException e)
        {
            return (null, e.Message);
        }
    }
}
