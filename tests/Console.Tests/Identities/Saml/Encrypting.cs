using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>Encrypts the assertion of a response as a provider does.</summary>
static class Encrypting
{
    public const string Aes128Gcm = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
    public const string Aes256Gcm = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
    public const string Aes128Cbc = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    public const string Aes256Cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
    public const string Oaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    public const string Oaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    public const string Pkcs1 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";

    /// <param name="plain">What is encrypted in place of the assertion; null for the assertion.</param>
    /// <param name="besideData">The key stands beside the data, not inside it.</param>
    public static Action<XmlDocument> With(string cipher, string wrap = Oaep, RSA? key = null, string? plain = null, bool besideData = false) => document =>
    {
        var assertion = TestIdp.Assertion(document);
        var content = RandomNumberGenerator.GetBytes(cipher.Contains("128", StringComparison.Ordinal) ? 16 : 32);
        var wrapped = (key ?? TestIdp.EncryptionKey).Encrypt(content, wrap switch
        {
            Oaep => RSAEncryptionPadding.OaepSHA1,
            Oaep11 => RSAEncryptionPadding.OaepSHA256,
            _ => RSAEncryptionPadding.Pkcs1,
        });
        var parameters = wrap == Oaep11 ? """<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>""" : "";
        var encryptedKey = $"""<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptionMethod Algorithm="{wrap}">{parameters}</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(wrapped)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>""";
        var text = Cipher(cipher, content, Encoding.UTF8.GetBytes(plain ?? assertion.OuterXml));
        var fragment = document.CreateDocumentFragment();
        fragment.InnerXml = $"""<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="{cipher}"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{(besideData ? "" : encryptedKey)}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(text)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>{(besideData ? encryptedKey : "")}</saml:EncryptedAssertion>""";
        assertion.ParentNode!.ReplaceChild(fragment, assertion);
    };

    static byte[] Cipher(string method, byte[] key, byte[] plain)
    {
        if (method.EndsWith("gcm", StringComparison.Ordinal))
        {
            var (nonce, text, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
            using var gcm = new AesGcm(key, 16);
            gcm.Encrypt(nonce, plain, text, tag);
            return [.. nonce, .. text, .. tag];
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var vector = RandomNumberGenerator.GetBytes(16);
        return [.. vector, .. aes.EncryptCbc(plain, vector, PaddingMode.PKCS7)];
    }
}
