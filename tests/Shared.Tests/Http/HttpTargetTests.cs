using System.Text;
using HoopLike.Shared.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Http;

public sealed class HttpTargetTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("/A/b", "/A/b")]
    [InlineData("//a///b//", "/a/b/")]
    [InlineData("/%61%2D%7e", "/a-~")]
    [InlineData("/a%3ab%c3%a9", "/a%3Ab%C3%A9")]
    [InlineData("/a@b:c;d=1,2", "/a@b:c;d=1,2")]
    [InlineData("/./a/./b/.", "/a/b/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/../../a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("/a/%2e%2E/b/%2e/c", "/b/c")]
    [InlineData("/a//../b", "/b")]
    [InlineData("/a[1]|{x}^`\"<>", "/a%5B1%5D%7C%7Bx%7D%5E%60%22%3C%3E")]
    [InlineData("/100%25", "/100%25")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/a?", "/a?")]
    [InlineData("/a?b=%2fc&d=%7e+e%2B", "/a?b=%2Fc&d=~+e%2B")]
    [InlineData("/a?filter[x]={1}\\", "/a?filter%5Bx%5D=%7B1%7D%5C")]
    [InlineData("/a?x=../b//c?d", "/a?x=../b//c?d")]
    [InlineData("/a?x=%0A%2500", "/a?x=%0A%2500")]
    [InlineData("http://h", "/")]
    [InlineData("HTTP://h:80?x", "/?x")]
    [InlineData("https://[::1]:8443//a", "/a")]
    public void A_target_has_one_canonical_form(string wire, string canonical)
    {
        Assert.True(HttpTarget.TryParse(wire, out var target, out var refusal), refusal);
        Assert.Equal(canonical, target.Text);
        Assert.True(HttpTarget.TryParse(Encoding.ASCII.GetBytes(wire), out var same, out _));
        Assert.Equal(target, same);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("*", "neither a path")]
    [InlineData("h:443", "neither a path")]
    [InlineData("ftp://h/", "neither a path")]
    [InlineData("a/b", "neither a path")]
    [InlineData("http:///a", "host is empty")]
    [InlineData("http://me@h/a", "user information")]
    [InlineData("http://h\\a/b", "no host has")]
    [InlineData("/a#b", "fragment")]
    [InlineData("/a?b#c", "fragment")]
    [InlineData("/a b", "space or a control")]
    [InlineData("/a\tb", "space or a control")]
    [InlineData("/a\0", "space or a control")]
    [InlineData("/a\x7f", "outside ASCII")]
    [InlineData("/é", "outside ASCII")]
    [InlineData("/a?é", "outside ASCII")]
    [InlineData("/a%2fb", "escaped slash")]
    [InlineData("/a%2Fb", "escaped slash")]
    [InlineData("/a\\b", "backslash")]
    [InlineData("/a%5cb", "backslash")]
    [InlineData("/..\\b", "backslash")]
    [InlineData("/a%00", "escaped control")]
    [InlineData("/a%0d%0ab", "escaped control")]
    [InlineData("/a%c2%85", "escaped control")]
    [InlineData("/a%", "begins no escape")]
    [InlineData("/a%4", "begins no escape")]
    [InlineData("/a%zz", "begins no escape")]
    [InlineData("/a%u0041", "begins no escape")]
    [InlineData("/a?%", "begins no escape")]
    [InlineData("/a/..;/b", "parameter")]
    [InlineData("/a/..;x=1/b", "parameter")]
    [InlineData("/a/.;/b", "parameter")]
    [InlineData("/a/%2e%2e%3b/b", "parameter")]
    [InlineData("/a/...", "dots and spaces")]
    [InlineData("/a/..%20/b", "dots and spaces")]
    [InlineData("/%2561", "escaped twice")]
    [InlineData("/%25%36%31", "escaped twice")]
    [InlineData("/%252e%252e/a", "escaped twice")]
    [InlineData("/%c0%af", "no UTF-8")]
    [InlineData("/%c0%ae%c0%ae/a", "no UTF-8")]
    [InlineData("/%ed%a0%80", "no UTF-8")]
    [InlineData("/%ff", "no UTF-8")]
    [InlineData("/a?%ff", "no UTF-8")]
    [InlineData("/a?%00", "NUL")]
    public void What_servers_read_differently_is_refused(string wire, string why)
    {
        Assert.False(HttpTarget.TryParse(wire, out var target, out var refusal));
        Assert.Null(target);
        Assert.Contains(why, refusal, StringComparison.Ordinal);
        // A refusal stands in logs and answers: nothing of the target is in it.
        Assert.True(wire.Length < 4 || !refusal.Contains(wire, StringComparison.Ordinal));
    }

    [Fact]
    public void Raw_bytes_outside_ascii_and_too_long_targets_are_refused()
    {
        Assert.False(HttpTarget.TryParse([(byte)'/', 0xC3, 0xA9], out _, out _));
        Assert.True(HttpTarget.TryParse("/" + new string('a', HttpTarget.Longest - 1), out _, out _));
        Assert.False(HttpTarget.TryParse("/" + new string('a', HttpTarget.Longest), out _, out var refusal));
        Assert.Contains("longer than", refusal, StringComparison.Ordinal);
        Assert.False(HttpTarget.TryParse(Encoding.ASCII.GetBytes("/" + new string('a', HttpTarget.Longest)), out _, out _));
    }

    [Fact]
    public void The_parts_of_a_target_are_told_apart()
    {
        Assert.True(HttpTarget.TryParse("HTTPS://API.Example.com:8443/a%20b?q=1%202&Q=x+y&z", out var target, out _));
        Assert.Equal(("/a%20b", "q=1%202&Q=x+y&z", "api.example.com:8443", "/a b"), (target.Path, target.Query, target.Authority, target.DecodedPath));
        Assert.Equal(["1 2", "x y"], target.QueryValues("q"));
        Assert.Equal([""], target.QueryValues("z"));
        Assert.Empty(target.QueryValues("y"));
    }

    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("/", "/a", false)]
    [InlineData("/**", "/", true)]
    [InlineData("/**", "/a/b/c", true)]
    [InlineData("/*", "/a", true)]
    [InlineData("/*", "/a/b", false)]
    [InlineData("/*", "/", false)]
    [InlineData("/a", "/a/", true)]
    [InlineData("/a/", "/a", true)]
    [InlineData("/a", "/A", false)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/v*/chat", "/v1/chat", true)]
    [InlineData("/v*/chat", "/v1/x/chat", false)]
    [InlineData("/admin/**", "/admin", true)]
    [InlineData("/admin/**", "/admin/x/y", true)]
    [InlineData("/admin/**", "/administrator", false)]
    [InlineData("/**/keys", "/keys", true)]
    [InlineData("/**/keys", "/a/b/keys", true)]
    [InlineData("/**/keys", "/a/keys/b", false)]
    [InlineData("/a/**/b/**/c", "/a/x/b/y/b/z/c", true)]
    [InlineData("/a/**/b/*/c", "/a/b/b/c", true)]
    [InlineData("/a/**/b/*/c", "/a/b/c", false)]
    [InlineData("/a b", "/a%20b", true)]
    [InlineData("/a@b", "/a%40b", true)]
    [InlineData("/é", "/%c3%a9", true)]
    [InlineData("/admin", "/admin;x=1", true)]
    [InlineData("/admin/x", "/;a/admin;b/x;c", true)]
    [InlineData("/admin;x", "/admin;x", true)]
    [InlineData("/*.json", "/a.json", true)]
    [InlineData("/*.*", "/a", false)]
    [InlineData("/a*a", "/a", false)]
    public void A_glob_matches_segment_by_segment(string glob, string target, bool matches) => Assert.Equal(matches, Glob(glob).Matches(Target(target)));

    [Fact]
    public void A_glob_can_ignore_case()
    {
        Assert.True(Glob("/Admin/*").Matches(Target("/aDMIN/x"), ignoreCase: true));
        Assert.False(Glob("/Admin/*").Matches(Target("/aDMIN/x")));
    }

    [Theory]
    [InlineData("", "slash")]
    [InlineData("a", "slash")]
    [InlineData("**", "slash")]
    [InlineData("/a//b", "//")]
    [InlineData("/a?b", "only the path")]
    [InlineData("/a#b", "only the path")]
    [InlineData("/a%20b", "escape")]
    [InlineData("/a/../b", "dot segment")]
    [InlineData("/a**", "whole segments")]
    [InlineData("/***", "whole segments")]
    [InlineData("/a\\b", "backslash")]
    [InlineData("/a\nb", "control")]
    public void A_glob_that_could_never_match_is_refused(string glob, string why)
    {
        Assert.False(PathGlob.TryParse(glob, out _, out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    static PathGlob Glob(string text) => PathGlob.TryParse(text, out var glob, out var fault) ? glob : throw new ArgumentException(fault, nameof(text));

    static HttpTarget Target(string text) => HttpTarget.TryParse(text, out var target, out var refusal) ? target : throw new ArgumentException(refusal, nameof(text));
}
