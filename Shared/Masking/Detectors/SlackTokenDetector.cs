using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Slack's tokens (<c>xoxb-...</c> and its kin, <c>xapp-...</c>) and the addresses of its incoming webhooks, which are secrets.</summary>
public sealed class SlackTokenDetector() : KeyDetector("xT"u8)
{
    private const int Shortest = 10;

    private static readonly SearchValues<byte> path = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/"u8);
    private static readonly SearchValues<byte> alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-."u8);

    private static ReadOnlySpan<byte> Webhook => "hooks.slack.com/services/"u8;

    public override string Word => "slack-token";

    public override DetectorDescription About { get; } = new(
        "Slack tokens",
        "Tokens of bots, people and apps (xoxb-, xoxp-, xapp- and the like), and the addresses of incoming webhooks.",
        "Ids of channels and people.",
        ["xoxb-123456789012-abcdefABCDEF", "xapp-1-A0123456789-0123456789", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"],
        ["C024BE91L", "boxoxb-123456789012-abcdef", "https://hooks.slack.com/services/"]);

    private protected override SearchValues<byte> Alphabet => alphabet;

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        if (utf8[anchor] == (byte)'T')
        {
            offset = anchor - Webhook.Length;
            if (!KeyForm.At(utf8, offset, start, Webhook)) return 0;
            var run = KeyForm.Run(utf8[anchor..], path, KeyForm.Longest - Webhook.Length);
            return utf8.Slice(anchor, run).Count((byte)'/') >= 2 && run >= 30 ? Webhook.Length + run : 0;
        }
        offset = anchor;
        if (!KeyForm.StandsAt(utf8, offset, start, "xox"u8) && !KeyForm.StandsAt(utf8, offset, start, "xapp-"u8)) return 0;
        var from = utf8[offset..];
        return from.Length > 5 && char.IsAsciiLetterLower((char)from[3]) && from[4] == (byte)'-' ? KeyForm.Tail(from, 5, Shortest) : 0;
    }
}
