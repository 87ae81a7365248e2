namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Stripe's live keys, secret and restricted, and the secrets that sign its webhooks.</summary>
public sealed class StripeKeyDetector() : KeyDetector("_"u8)
{
    public override string Word => "stripe-key";

    public override DetectorDescription About { get; } = new(
        "Stripe keys",
        "Live secret and restricted keys (sk_live_, rk_live_) and webhook secrets (whsec_).",
        "Publishable keys (pk_), which are public, and test keys (sk_test_), which move no money.",
        ["sk_live_0123456789abcdefABCDEF", "rk_live_0123456789abcdefABCDEF", "whsec_0123456789abcdefghijklmnopqrstuv"],
        ["sk_test_0123456789abcdefABCDEF", "pk_live_0123456789abcdefABCDEF", "task_live_migrations_of_today"]);

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 2;
        if (KeyForm.StandsAt(utf8, offset, start, "sk_live_"u8) || KeyForm.StandsAt(utf8, offset, start, "rk_live_"u8)) return KeyForm.Tail(utf8[offset..], 8, 10);
        offset = anchor - 5;
        return KeyForm.StandsAt(utf8, offset, start, "whsec_"u8) ? KeyForm.Tail(utf8[offset..], 6, 24) : 0;
    }
}
