using System.Security.Cryptography;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class EncryptedAssertionTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    [Theory]
    [InlineData(Encrypting.Aes128Gcm, Encrypting.Oaep, false)]
    [InlineData(Encrypting.Aes256Gcm, Encrypting.Oaep, true)]
    [InlineData(Encrypting.Aes256Gcm, Encrypting.Oaep11, false)]
    public void A_signed_assertion_is_decrypted_and_verified(string cipher, string wrap, bool besideData)
    {
        var draft = new ResponseDraft { Encrypt = Encrypting.With(cipher, wrap, besideData: besideData) };

        var message = idp.Signed(draft);

        Assert.DoesNotContain("alice", message, StringComparison.Ordinal);
        Assert.Equal("alice", TestIdp.Read(message).NameId.Value);
    }

    [Theory]
    [InlineData(Encrypting.Aes128Cbc)]
    [InlineData(Encrypting.Aes256Cbc)]
    [InlineData(Encrypting.Aes256Gcm)]
    public void Inside_a_signed_response_an_assertion_need_not_be_signed_and_may_be_in_cbc(string cipher) =>
        Assert.Equal("alice", TestIdp.Read(idp.Signed(new ResponseDraft { SignAssertion = false, SignResponse = true, Encrypt = Encrypting.With(cipher) })).NameId.Value);

    [Fact]
    public void Cbc_in_a_response_that_is_not_signed_is_refused_before_anything_is_decrypted()
    {
        var refused = TestIdp.Refused(idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Cbc) }));

        Assert.Equal(SamlFault.NotDecrypted, refused.Fault);
        Assert.Contains("AES-CBC in a response that is not signed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encryption_proves_nothing_anybody_can_do_it() =>
        Assert.Equal(SamlFault.NotSigned, TestIdp.Refused(idp.Signed(new ResponseDraft { SignAssertion = false, Encrypt = Encrypting.With(Encrypting.Aes256Gcm) })).Fault);

    [Fact]
    public void An_encrypted_assertion_of_another_signer_is_refused() =>
        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(TestIdp.Attacker.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) })).Fault);

    [Fact]
    public void The_old_rsa_padding_is_refused() =>
        Assert.Contains("rsa-1_5", TestIdp.Refused(idp.Signed(new ResponseDraft { SignResponse = true, Encrypt = Encrypting.With(Encrypting.Aes256Gcm, Encrypting.Pkcs1) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_wrong_with_a_cipher_the_answer_is_the_same()
    {
        using var foreign = RSA.Create(2048);
        var good = TestIdp.Parse(idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) }));
        var values = good.GetElementsByTagName("CipherValue", "http://www.w3.org/2001/04/xmlenc#");
        string Broken(int which, string value)
        {
            var copy = TestIdp.Parse(good.OuterXml);
            copy.GetElementsByTagName("CipherValue", "http://www.w3.org/2001/04/xmlenc#")[which]!.InnerText = value;
            return copy.OuterXml;
        }

        string Flipped(int which)
        {
            var bytes = Convert.FromBase64String(values[which]!.InnerText);
            bytes[^1] ^= 1;
            return Broken(which, Convert.ToBase64String(bytes));
        }

        string[] broken =
        [
            Flipped(0), Flipped(1), Broken(0, "AAAA"), Broken(1, "AAAA"),
            idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm, key: foreign) }),
            idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm, plain: "no xml") }),
            idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm, plain: "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>") }),
        ];

        var words = broken.Select(b => TestIdp.Refused(b)).ToList();

        Assert.All(words, w => Assert.Equal(SamlFault.NotDecrypted, w.Fault));
        Assert.Single(words.Select(w => w.Message).Distinct());
    }

    [Theory]
    [InlineData("<r/>", "no assertion")]
    [InlineData("<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1\"><saml:Advice><saml:Assertion ID=\"_2\"/></saml:Advice></saml:Assertion>", "another assertion")]
    public void What_comes_out_must_be_one_assertion(string plain, string words) =>
        Assert.Contains(words, TestIdp.Refused(idp.Signed(new ResponseDraft { SignResponse = true, Encrypt = Encrypting.With(Encrypting.Aes256Gcm, plain: plain) })).Message, StringComparison.Ordinal);

    [Fact]
    public void An_encrypted_assertion_beside_an_open_one_is_refused()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) }));
        var open = TestIdp.Parse(idp.Signed(new ResponseDraft { AssertionId = "_assertion-2" }));
        document.DocumentElement!.AppendChild(document.ImportNode(TestIdp.Assertion(open), true));

        Assert.Equal("The response holds 2 assertions; exactly one is accepted.", TestIdp.Refused(document.OuterXml).Message);
    }

    [Fact]
    public void Without_a_key_of_ours_nothing_is_decrypted()
    {
        var reader = new ResponseReader(TestIdp.Self, idp.Trusted, null);

        Assert.Equal(SamlFault.NotDecrypted, Assert.Throws<SamlRefusedException>(() => reader.Read(System.Text.Encoding.UTF8.GetBytes(idp.Signed(new ResponseDraft { Encrypt = Encrypting.With(Encrypting.Aes256Gcm) })), TestIdp.RequestId, TestIdp.Now)).Fault);
    }
}
