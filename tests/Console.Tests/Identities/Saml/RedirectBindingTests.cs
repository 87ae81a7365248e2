using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class RedirectBindingTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    static string Query(string xml = "<x/>", string? relayState = null, TestIdp? signer = null) =>
        new Uri(RedirectBinding.SignedUrl("https://console.example.com/saml/corp/logout", RedirectBinding.Request, xml, relayState, (signer ?? idp).Key)).Query;

    static byte[] Verify(string query) => RedirectBinding.Verify(query, RedirectBinding.Request, idp.Trusted.Certificates);

    static SamlFault Refused(string query) => Assert.Throws<SamlRefusedException>(() => Verify(query)).Fault;

    [Theory]
    [InlineData(null)]
    [InlineData("a b&c=d%+ü")]
    public void What_was_sent_comes_out(string? relayState) => Assert.Equal("<x>ü</x>", Encoding.UTF8.GetString(Verify(Query("<x>ü</x>", relayState))));

    [Fact]
    public void The_signature_is_over_the_text_as_it_came_however_it_was_escaped()
    {
        // Another writer escapes in lower case and leaves the slash alone.
        var packed = Uri.UnescapeDataString(Query().Split('&')[0]["?SAMLRequest=".Length..]).Replace("+", "%2b", StringComparison.Ordinal).Replace("=", "%3d", StringComparison.Ordinal);
        var signed = $"SAMLRequest={packed}&SigAlg=http%3a%2f%2fwww.w3.org%2f2001%2f04%2fxmldsig-more%23rsa-sha256";
        var signature = Convert.ToBase64String(idp.Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.Equal("<x/>", Encoding.UTF8.GetString(Verify($"?{signed}&Signature={Uri.EscapeDataString(signature)}")));
    }

    [Fact]
    public void An_address_that_has_a_query_keeps_it() =>
        Assert.StartsWith("https://idp.example.com/sso?tenant=1&SAMLRequest=", RedirectBinding.SignedUrl("https://idp.example.com/sso?tenant=1", RedirectBinding.Request, "<x/>", null, idp.Key), StringComparison.Ordinal);

    [Fact]
    public void Unsigned_foreign_changed_and_weak_messages_are_refused()
    {
        var query = Query(relayState: "here");
        var unsigned = query[..query.IndexOf("&SigAlg", StringComparison.Ordinal)];

        Assert.Equal(SamlFault.NotSigned, Refused(unsigned));
        Assert.Equal(SamlFault.WrongSignature, Refused(Query(signer: TestIdp.Attacker)));
        Assert.Equal(SamlFault.WrongSignature, Refused(query.Replace("RelayState=here", "RelayState=there", StringComparison.Ordinal)));
        Assert.Equal(SamlFault.WrongSignature, Refused(query.Replace("&RelayState=here", "", StringComparison.Ordinal)));
        Assert.Equal(SamlFault.UnacceptableSignature, Refused(query.Replace("rsa-sha256", "rsa-sha1", StringComparison.Ordinal)));
        Assert.Equal(SamlFault.UnacceptableSignature, Refused(query.Replace("rsa-sha256", "hmac-sha256", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("&SAMLRequest=AAAA")]
    [InlineData("&RelayState=there")]
    [InlineData("&Signature=AAAA")]
    public void An_address_that_says_something_twice_is_refused(string more) => Assert.Equal(SamlFault.Malformed, Refused(Query(relayState: "here") + more));

    [Fact]
    public void What_unpacks_to_gigabytes_is_stopped()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var n = 0; n < 64; n++) deflate.Write(zeros);
        }

        var signed = $"SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()))}&SigAlg={Uri.EscapeDataString("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")}";
        var signature = Convert.ToBase64String(idp.Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.Contains("unpacks to more", Assert.Throws<SamlRefusedException>(() => Verify($"?{signed}&Signature={Uri.EscapeDataString(signature)}")).Message, StringComparison.Ordinal);
    }
}
