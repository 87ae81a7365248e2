using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Protocols.Http.Credentials;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>The published vectors of AWS's signing test suite: key, time, request and the signature that every signer must come to.</summary>
public sealed class SigV4Tests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Letters = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SigningKey key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");

    [Theory]
    [InlineData("get-utf8", "/ሴ", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("get-space", "/example space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")]
    [InlineData("get-unreserved", "/" + Letters, "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    [InlineData("get-vanilla-empty-query-key", "/", "Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb")]
    [InlineData("get-vanilla-query-order-key-case", "/", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("get-vanilla-query-order-encoded", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac")]
    [InlineData("get-vanilla-query-unreserved", "/", Letters + "=" + Letters, "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197")]
    public void Paths_and_queries_are_signed_as_published(string vector, string path, string query, string signature) =>
        Assert.Equal((vector, Expected("host;x-amz-date", signature)), (vector, Sign("GET", AwsEncoding.Path(path), AwsEncoding.Query(query), [], Empty)));

    [Fact]
    public void A_session_token_is_signed_as_published() => Assert.Equal(
        Expected("host;x-amz-date;x-amz-security-token", "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"),
        Sign("GET", "/", "", [("X-Amz-Security-Token", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267")], Empty));

    [Fact]
    public void Headers_are_trimmed_and_joined_as_published()
    {
        Assert.Equal(
            Expected("host;my-header1;my-header2;x-amz-date", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
            Sign("GET", "/", "", [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")], Empty));
        Assert.Equal(
            Expected("host;my-header1;x-amz-date", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
            Sign("GET", "/", "", [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")], Empty));
    }

    [Fact]
    public void A_body_is_signed_by_its_hash_as_published()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("Param1=value1")));

        Assert.Equal(
            Expected("content-length;content-type;host;x-amz-content-sha256;x-amz-date", "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"),
            Sign("POST", "/", "", [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "13"), ("x-amz-content-sha256", hash)], hash));
    }

    private static string Sign(string method, string path, string query, (string, string)[] headers, string payload) => SigV4.Authorization(
        key,
        DateTimeOffset.ParseExact("20150830T123600Z", SigV4.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        SigV4.CanonicalRequest(method, path, query, [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"), .. headers], payload));

    private static string Expected(string headers, string signature) => $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={headers}, Signature={signature}";
}
