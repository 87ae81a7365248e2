using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Masking.Bodies.Injected;

/// <summary>
/// Secrets that the gateway puts into requests, in every form in which a target may say them back: as they are, in base64 (of <c>Basic</c>, and for addresses), and each of these percent-encoded, as forms encode, as JSON strings
/// escape and as HTML does. Immutable, thread-safe.
/// </summary>
public sealed partial class SecretForms
{
    /// <summary>In characters. What is shorter would be found by chance, and taken out of texts that never held it.</summary>
    public const int Shortest = 6;

    private readonly ImmutableArray<string> texts;
    private readonly SearchValues<string> any;

    private SecretForms(ImmutableArray<string> texts)
    {
        this.texts = texts;
        any = SearchValues.Create(texts.AsSpan(), StringComparison.Ordinal);
        Patterns = [.. texts.Select(Encoding.UTF8.GetBytes)];
        Longest = Patterns.IsEmpty ? 0 : Patterns.Max(p => p.Length);
    }

    public static SecretForms None { get; } = new([]);

    /// <summary>There is nothing to look for.</summary>
    public bool IsEmpty => texts.IsEmpty;

    /// <summary>What stands in the place of each.</summary>
    internal static ReadOnlySpan<byte> Hidden => "***"u8;

    internal ImmutableArray<byte[]> Patterns { get; }

    /// <summary>Bytes.</summary>
    internal int Longest { get; }

    /// <param name="secrets">Of Basic the pair <c>name:password</c> as well as the password.</param>
    public static SecretForms Of(IEnumerable<Secret> secrets)
    {
        var forms = new SortedSet<string>(Comparer<string>.Create(static (a, b) => a.Length != b.Length ? b.Length.CompareTo(a.Length) : string.CompareOrdinal(a, b)));
        foreach (var secret in secrets)
        {
            var text = secret.Reveal();
            if (text.Length < Shortest) continue;
            var bytes = Encoding.UTF8.GetBytes(text);
            var base64 = Convert.ToBase64String(bytes);
            foreach (var spoken in (string[])[text, base64, base64.TrimEnd('='), Base64Url.EncodeToString(bytes)])
            foreach (var form in Spelled(spoken))
                if (form.Length >= Shortest) forms.Add(form);
        }
        return forms.Count == 0 ? None : new SecretForms([.. forms]);
    }

    /// <summary>The text, of a header for instance, without them.</summary>
    public string Hide(string text)
    {
        if (!text.AsSpan().ContainsAny(any)) return text;
        // The longest come first, so that of one within another nothing is left over.
        foreach (var form in texts) text = text.Replace(form, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>For one text that comes in pieces.</summary>
    public SecretRemoval Start() => new(this);

    /// <summary>As formats write a text, with what they may escape and with what they must.</summary>
    private static IEnumerable<string> Spelled(string text)
    {
        yield return text;
        var percent = Uri.EscapeDataString(text);
        yield return percent;
        yield return SmallDigits(percent);
        var form = WebUtility.UrlEncode(text);
        yield return form;
        yield return SmallDigits(form);
        yield return JavaScriptEncoder.Default.Encode(text);
        foreach (var also in (string[])["", "/", "<>&", "<>&='"])
        foreach (var isAscii in (bool[])[false, true])
        {
            var json = Json(text, also, isAscii);
            yield return json;
            yield return SmallDigits(json);
        }
        var html = WebUtility.HtmlEncode(text);
        yield return html;
        yield return html.Replace("&quot;", "&#34;", StringComparison.Ordinal);
        yield return html.Replace("&#39;", "&#x27;", StringComparison.Ordinal);
        yield return HtmlEncoder.Default.Encode(text);
        yield return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
    }

    /// <summary>As the libraries of other languages write a JSON string: some escape slashes, some what HTML reads, some all that is not ASCII.</summary>
    private static string Json(string text, string also, bool isAscii)
    {
        var json = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is '"' or '\\' || (c == '/' && also == "/")) json.Append('\\').Append(c);
            else if (c < ' ' || (isAscii && c > '~') || (c != '/' && also.Contains(c, StringComparison.Ordinal))) json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else json.Append(c);
        }
        return json.ToString();
    }

    private static string SmallDigits(string text) => Escape().Replace(text, static m => m.Value.ToLowerInvariant());

    [GeneratedRegex("%[0-9A-F]{2}|\\\\u[0-9A-F]{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();
}
