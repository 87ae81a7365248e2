using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Text as people may see it: in recordings and on tickets.</summary>
internal static class SafeText
{
    /// <summary>Masked as plain text by the rules of both directions; nothing of it where that cannot be done.</summary>
    public static string Of(BodyRules rules, string text)
    {
        var plan = BodyMasks.For("text/plain", rules, BodyDirection.Record);
        if (plan.IsClear) return text;
        try
        {
            var output = new ArrayBufferWriter<byte>(text.Length);
            var mask = plan.Start();
            mask.Write(Encoding.UTF8.GetBytes(text), output);
            mask.Complete(output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
        catch (UnreadableBodyException)
        {
            return text.Split('\n')[0].Split('?')[0];
        }
    }
}
