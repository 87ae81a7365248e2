using System.Text;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Text of heads and of tickets, as people may see it.</summary>
internal static class SafeText
{
    /// <summary>Masked as plain text by the rules of both directions.</summary>
    public static string Of(BodyRules rules, string text) => Of(BodyMasks.ForHead(rules, BodyDirection.Record), text);

    /// <param name="plan">One for heads.</param>
    public static string Of(BodyPlan plan, string text) => plan.IsClear || text.Length == 0 ? text : Masked(plan, Encoding.UTF8.GetBytes(text));

    /// <summary>A query, masked as a form is, with its escapes read; nothing of it where that cannot be done.</summary>
    public static string OfQuery(BodyRules rules, string query)
    {
        var plan = BodyMasks.For("application/x-www-form-urlencoded", rules, BodyDirection.Record);
        try
        {
            return plan.IsClear || query.Length == 0 ? query : Masked(plan, Encoding.UTF8.GetBytes(query));
        }
        catch (UnreadableBodyException)
        {
            return "***";
        }
    }

    /// <summary>What approvers read of a request: its line, and its body where that can be masked as its type says.</summary>
    public static string OfTicket(BodyRules rules, string line, string? contentType, ReadOnlySpan<byte> body)
    {
        var shown = Of(rules, line);
        if (body.IsEmpty) return shown;
        var plan = BodyMasks.For(contentType, rules, BodyDirection.Record);
        try
        {
            return $"{shown}\n\n{(plan.IsClear ? Encoding.UTF8.GetString(body) : Masked(plan, body))}";
        }
        catch (UnreadableBodyException)
        {
            return $"{shown}\n\n({body.Length} bytes that cannot be masked, and are not shown)";
        }
    }

    private static string Masked(BodyPlan plan, ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(plan.Apply(text).Span);
}
