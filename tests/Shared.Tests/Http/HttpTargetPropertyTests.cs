using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Http;

/// <summary>Against what servers of many makes would make of a path.</summary>
public sealed class HttpTargetPropertyTests
{
    static readonly string[] pieces =
    [
        "/", "/", "/", "//", "a", "admin", "Admin", ".", "..", "...", "%2e", "%2E", "%2f", "%5c", "\\", "%25", "2e", "2f", "61", "%61dmin", "adm%69n", ";", "%3b", "x=1", "%00", "%0a", "%", "%c0%ae", "%c3%a9", "%20", " ",
        "@", "%40", "?", "&", "q=", "+", "~", "%7e", "[", "{", "é", "\u0001", "http://h", "keys", "*",
    ];

    static readonly Arbitrary<string> wires = Gen.Frequency(
        (4, Gen.Elements(pieces).ListOf().Resize(20).Select(p => "/" + string.Concat(p))),
        (1, Gen.Elements(pieces).ListOf().Resize(20).Select(p => string.Concat(p))),
        (1, Gen.Choose(0, 255).ListOf().Select(b => "/" + string.Concat(b.Select(c => (char)c))))).ToArbitrary();

    static readonly string[] globs = ["/admin", "/admin/**", "/**/keys", "/a/*/admin", "/*", "/@", "/é/**", "/a/**/keys"];

    [Fact]
    public void Normalising_twice_is_the_same_as_once() =>
        Holds(target => HttpTarget.TryParse(target.Text, out var again, out _) && again.Text == target.Text && again.DecodedPath == target.DecodedPath, withAuthority: false);

    [Fact]
    public void No_canonical_path_holds_what_could_be_read_otherwise() =>
        Holds(target => target.Path[0] == '/'
            && !Regex.IsMatch(target.Path, @"//|/\.\.?(/|\z)|%2[ef]|%5c|\\|%00|%25[0-9a-f]{2}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)
            && target.Text.All(c => c is > ' ' and <= '~' and not '#')
            && !Regex.IsMatch(target.Text, "%(?![0-9A-F]{2})")
            && !target.DecodedPath.Any(char.IsControl)
            && target.Path.Count(c => c == '/') == target.DecodedPath.Count(c => c == '/'));

    [Fact]
    public void What_any_server_reads_as_a_path_that_a_glob_names_is_refused_or_matched() =>
        Prop.ForAll(wires, Gen.Elements(globs).ToArbitrary(), (wire, text) =>
        {
            Assert.True(PathGlob.TryParse(text, out var glob, out _));
            if (!HttpTarget.TryParse(wire, out var target, out _) || glob.Matches(target)) return true;
            return Readings(target.Text).Append(Once(wire)).All(path => !ModelMatches(text, path));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_glob_matches_what_its_regular_expression_does() =>
        Prop.ForAll(Gen.Elements("a", "b", "ab", "*", "**", "a*", "*b").ListOf().Resize(12).ToArbitrary(), Gen.Elements("a", "b", "ab", "aab").ListOf().Resize(12).ToArbitrary(), (glob, path) =>
        {
            var (text, wire) = ("/" + string.Join('/', glob), "/" + string.Join('/', path));
            return PathGlob.TryParse(text, out var parsed, out _) && HttpTarget.TryParse(wire, out var target, out _) && parsed.Matches(target) == ModelMatches(text, wire);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    /// <summary>How servers read what is forwarded: unescaped once or twice, before or after dots are removed, with and without path parameters, backslash as a slash.</summary>
    static IEnumerable<string> Readings(string wire)
    {
        yield return Once(wire);
        var raw = PathOf(wire);
        yield return Resolve(Decode(Decode(raw)));
        yield return Resolve(Decode(Resolve(raw)));
        yield return Resolve(Regex.Replace(Decode(raw), ";[^/]*", ""));
        yield return Resolve(Decode(Regex.Replace(raw, ";[^/]*", "")));
        yield return Resolve(Decode(raw).Replace('\\', '/'));
        yield return Rfc(Decode(raw));
    }

    static string Once(string wire) => Resolve(Decode(PathOf(wire)));

    static string PathOf(string wire)
    {
        var path = wire.Split('?')[0];
        if (!path.StartsWith("http://h", StringComparison.Ordinal)) return path;
        return path["http://h".Length..] is ['/', ..] rest ? rest : "/";
    }

    static string Decode(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([text[i]]));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Slashes merged, then dots.</summary>
    static string Resolve(string path)
    {
        var stack = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or ".") continue;
            if (segment != "..") stack.Add(segment);
            else if (stack.Count > 0) stack.RemoveAt(stack.Count - 1);
        }

        return "/" + string.Join('/', stack);
    }

    /// <summary>Dots as RFC 3986 §5.2.4 removes them, then slashes merged.</summary>
    static string Rfc(string path)
    {
        var stack = new List<string>();
        foreach (var segment in path.Split('/').Skip(1))
        {
            if (segment == ".") continue;
            if (segment != "..") stack.Add(segment);
            else if (stack.Count > 0) stack.RemoveAt(stack.Count - 1);
        }

        return "/" + string.Join('/', stack.Where(s => s.Length > 0));
    }

    static bool ModelMatches(string glob, string path)
    {
        var pattern = string.Concat(glob.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => s == "**" ? "(/[^/]+)*" : "/" + Regex.Escape(s).Replace("\\*", "[^/]*")));
        return Regex.IsMatch(path == "/" ? "" : path, $"\\A{pattern}\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    static void Holds(Func<HttpTarget, bool> property, bool withAuthority = true) =>
        Prop.ForAll(wires, wire => !HttpTarget.TryParse(wire, out var target, out _) || (!withAuthority && target.Authority is not null) || property(target)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
}
