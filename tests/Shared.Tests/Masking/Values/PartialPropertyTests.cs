using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Values;

/// <summary>Whatever the bytes and the rule: of a value no more is kept than the rule says, and never more than half of its characters.</summary>
public sealed class PartialPropertyTests
{
    private static readonly Gen<byte[]> values = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>(),
        ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => Encoding.UTF8.GetBytes(s.Get)),
        from start in ArbMap.Default.GeneratorFor<UnicodeString>() from rest in ArbMap.Default.GeneratorFor<byte[]>() select (byte[])[.. Encoding.UTF8.GetBytes(start.Get), .. rest],
        Gen.Elements("", "é", "e\u0301", "👩‍👩‍👧‍👦", "日本語テキスト", "ab").Select(Encoding.UTF8.GetBytes));

    private static readonly Arbitrary<(byte[] Value, int First, int Last)> cases =
        (from value in values from first in Gen.Choose(-1, 12) from last in Gen.Choose(-1, 12) select (value, first, last)).ToArbitrary();

    [Fact]
    public void No_more_is_kept_than_the_rule_says_and_never_more_than_half() =>
        Prop.ForAll(cases, c =>
        {
            var masked = Mask(c.Value, c.First, c.Last);
            var (before, after, count) = Kept(c.Value, masked);
            return before <= Math.Max(0, c.First) && after <= Math.Max(0, c.Last) && (before + after) * 2 <= count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void What_is_kept_are_the_ends_and_whole_characters() =>
        Prop.ForAll(cases, c =>
        {
            var masked = Mask(c.Value, c.First, c.Last);
            if (c.Value.Length == 0) return masked.AsSpan().SequenceEqual(RedactMask.Text);
            var stars = masked.AsSpan().IndexOf((byte)'*');
            return stars >= 0 && (!Ascii.IsValid(c.Value) ? !IsValid(c.Value) || IsValid(masked) : true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_character_of_several_scalars_is_not_told_apart_but_never_shows_more_scalars()
    {
        // Four people joined by three joiners are seven scalars: two may stay of them at each end at the most one, which is a person of their own.
        var family = Encoding.UTF8.GetBytes("👩‍👩‍👧‍👦");
        Assert.Equal("👩*****👦", Encoding.UTF8.GetString(Mask(family, 1, 1)));
        Assert.Equal("*******", Encoding.UTF8.GetString(Mask(family, 2, 2)));
    }

    /// <summary>How many characters stand before and after the stars, and how many the value has. Stars of the value's own count as kept only where they are beyond those of the mask.</summary>
    private static (int Before, int After, int Count) Kept(byte[] value, byte[] masked)
    {
        if (masked.AsSpan().SequenceEqual(RedactMask.Text)) return (0, 0, Count(value));
        var before = 0;
        while (before < masked.Length && masked[before] != (byte)'*') before++;
        var after = masked.Length;
        while (after > before && masked[after - 1] != (byte)'*') after--;
        return (Count(masked.AsSpan(0, before)), Count(masked.AsSpan(after)), Count(value));
    }

    private static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (; !bytes.IsEmpty; count++) bytes = bytes[(Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done ? length : 1)..];
        return count;
    }

    private static bool IsValid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static byte[] Mask(byte[] value, int first, int last)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        TextMask.Of(new MaskMethod(MaskKind.Partial, first, last), null)!.Write(value, output);
        return output.WrittenSpan.ToArray();
    }
}
