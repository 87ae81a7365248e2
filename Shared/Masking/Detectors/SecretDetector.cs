using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>All credentials that tell themselves by their form, found in one pass over the text.</summary>
public sealed class SecretDetector : KeyDetector
{
    private readonly ImmutableArray<KeyDetector> parts;

    /// <summary>By anchor.</summary>
    private readonly KeyDetector[][] byAnchor = new KeyDetector[256][];

    private SecretDetector(ImmutableArray<KeyDetector> parts, byte[] anchors)
        : base(anchors)
    {
        this.parts = parts;
        foreach (var anchor in anchors) byAnchor[anchor] = [.. parts.Where(p => p.Anchors.Contains(anchor))];
        AnchorReach = parts.Max(p => p.AnchorReach);
    }

    public override string Word => "secret";

    public override DetectorDescription About { get; } = new(
        "Secrets and keys",
        "Credentials that tell themselves by their form, all of the kinds below: JSON web tokens, keys and tokens of AWS, Google Cloud, Azure, GitHub, Stripe and Slack, private keys in PEM, and this gateway's own keys (hlk_...).",
        "Passwords and keys without such a form (nothing tells them from other words), test keys, and certificates, which are public.",
        ["AKIAIOSFODNN7EXAMPLE", "token=ghp_0123456789abcdefghijklmnopqrstuvwxyz", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END PRIVATE KEY-----"],
        ["correct horse battery staple", "XAKIAIOSFODNN7EXAMPLE", "hlk_short", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"]);

    /// <summary>The detectors that it is made of, each a word of its own too.</summary>
    public ImmutableArray<KeyDetector> Parts => parts;

    internal override int AnchorReach { get; }

    public static SecretDetector Of(ImmutableArray<KeyDetector> parts)
    {
        var anchors = new SortedSet<byte>();
        foreach (var part in parts) anchors.UnionWith(part.Anchors.ToArray());
        return new SecretDetector(parts, [.. anchors]);
    }

    public override int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        var open = utf8.Length;
        foreach (var part in parts) open = Math.Min(open, part.OpenFrom(utf8, start));
        return open;
    }

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        foreach (var part in byAnchor[utf8[anchor]])
            if (part.ReadAt(utf8, anchor, start, out offset) is > 0 and var length) return length;
        offset = start;
        return 0;
    }
}
