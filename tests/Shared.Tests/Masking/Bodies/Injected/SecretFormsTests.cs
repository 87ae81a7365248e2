using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Bodies.Injected;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Bodies.Injected;

/// <summary>What the gateway put into a request does not come back, in whatever form it is said.</summary>
public sealed class SecretFormsTests
{
    private const string Password = "p/w+\"ö&%<'=> x";

    private static readonly SecretForms forms = SecretForms.Of([new Secret(Password), new Secret($"shop:{Password}")]);

    private static readonly JsonSerializerOptions relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, Func<string, string>> spellings = new()
    {
        ["as it is"] = s => s,
        ["base64"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)),
        ["base64 of Basic"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{s}")),
        ["base64 of Basic in JSON"] = s => JsonSerializer.Serialize(Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{s}")))[1..^1],
        ["base64 of Basic in an address"] = s => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{s}"))),
        ["percent-encoded"] = Uri.EscapeDataString,
        ["percent-encoded in small letters"] = s => Uri.EscapeDataString(s).ToLowerInvariant(),
        ["form-encoded"] = s => WebUtility.UrlEncode(s),
        ["JSON of .NET"] = s => JsonSerializer.Serialize(s)[1..^1],
        ["JSON of Python"] = s => JsonSerializer.Serialize(s, relaxed)[1..^1].Replace("ö", "\\u00f6", StringComparison.Ordinal),
        ["JSON of JavaScript"] = s => JsonSerializer.Serialize(s, relaxed)[1..^1],
        ["JSON of PHP"] = s => JsonSerializer.Serialize(s, relaxed)[1..^1].Replace("/", "\\/", StringComparison.Ordinal).Replace("ö", "\\u00f6", StringComparison.Ordinal),
        ["JSON of Go"] = s => JsonSerializer.Serialize(s, relaxed)[1..^1].Replace("&", "\\u0026", StringComparison.Ordinal).Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal),
        ["HTML"] = s => WebUtility.HtmlEncode(s),
        ["HTML of .NET"] = HtmlEncoder.Default.Encode,
        ["HTML with quotes left"] = s => s.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
    };

    private static readonly Gen<string> text = Gen.OneOf(
        Gen.Elements([.. spellings.Values.Select(s => s(Password))]), Gen.Elements("abc", "abcabd", "abcabdabc", "cabd", "b", "\"", " ", "shop", "c2hv", "%", "\\", "é")).ListOf().Select(string.Concat);

    public static TheoryData<string> Spellings => [.. spellings.Keys];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_secret_is_found_in_every_form(string spelling)
    {
        var said = spellings[spelling](Password);
        Assert.Equal("before *** after", Run($"before {said} after", () => 1));
        Assert.Equal("Bearer ***", forms.Hide($"Bearer {said}"));
    }

    [Fact]
    public void However_a_text_is_cut_what_comes_out_is_what_the_definition_says()
    {
        var alike = SecretForms.Of([new Secret("abcabd"), new Secret("abcabdabc"), new Secret(Password), new Secret($"shop:{Password}")]);
        Prop.ForAll(text.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (given, seed) =>
        {
            var random = new System.Random(seed);
            var expected = Naive(alike, Encoding.UTF8.GetBytes(given));
            foreach (var piece in (Func<int>[])[() => int.MaxValue, () => 1, () => random.Next(1, 9), () => random.Next(1, 90)])
            {
                var output = Run(given, piece, alike);
                if (output != expected) throw new InvalidOperationException($"'{output}' is not '{expected}'");
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void What_is_too_short_to_be_told_from_words_is_not_looked_for()
    {
        Assert.True(SecretForms.Of([new Secret("abcde")]).IsEmpty);
        Assert.True(SecretForms.Of([]).IsEmpty);
        Assert.Equal("abcde", SecretForms.None.Hide("abcde"));
    }

    [Fact]
    public void A_text_without_any_comes_out_at_once()
    {
        var removal = forms.Start();
        var output = new ArrayBufferWriter<byte>();
        removal.Write("data: word\n\n"u8, output);
        Assert.Equal("data: word\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(0, removal.Removed);
    }

    /// <summary>From left to right, at each place the longest.</summary>
    private static string Naive(SecretForms forms, byte[] text)
    {
        var output = new List<byte>();
        for (var at = 0; at < text.Length;)
        {
            var found = forms.Patterns.Where(p => text.AsSpan(at).StartsWith(p)).Select(p => p.Length).DefaultIfEmpty().Max();
            if (found == 0) output.Add(text[at++]);
            else
            {
                output.AddRange("***"u8.ToArray());
                at += found;
            }
        }
        return Encoding.UTF8.GetString([.. output]);
    }

    private static string Run(string text, Func<int> piece, SecretForms? of = null)
    {
        var removal = (of ?? forms).Start();
        var (bytes, output) = (Encoding.UTF8.GetBytes(text), new ArrayBufferWriter<byte>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(piece(), bytes.Length - at);
            removal.Write(bytes.AsSpan(at, length), output);
            at += length;
        }
        removal.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
