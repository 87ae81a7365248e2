using System.Security.Cryptography;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Decrypts an assertion that was encrypted for us (XML Encryption 1.1): RSA-OAEP for the key, AES for the text.</summary>
/// <remarks>RSA PKCS#1 1.5 is refused (Bleichenbacher), and so is CBC outside a signed response: an attacker could change the text and learn from the answers (padding oracle).
/// Every failure after the algorithms has the same words, so that the answer tells nothing of where it failed.</remarks>
public sealed class Decryption(RSA key)
{
    private const string OaepMgf1Sha1 = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    private const string Oaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    private const string Mgf1Sha256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private const string Encryption11 = "http://www.w3.org/2009/xmlenc11#";
    /// <summary>One for each recipient; honest providers send one.</summary>
    private const int MostKeys = 4;

    /// <param name="isSigned">The response around it is signed, and its signature holds.</param>
    /// <exception cref="SamlRefusedException">It is not for us, or encrypted in a way that is not accepted.</exception>
    internal XmlElement Decrypt(XmlElement encrypted, bool isSigned)
    {
        var data = SamlXml.One(encrypted, SamlNames.Encryption, "EncryptedData");
        var cipher = ContentCipher.Of(MethodOf(data), isSigned);
        var keys = EncryptedKeys(encrypted, data).Take(MostKeys + 1).ToList();
        if (keys.Count is 0 or > MostKeys) throw SamlXml.Malformed($"The encrypted assertion comes with {keys.Count} keys.");
        var wrapped = keys.ConvertAll(k => (Padding: PaddingOf(k), Value: CipherValue(k)));
        try
        {
            var content = CipherValue(data);
            foreach (var (padding, value) in wrapped)
            {
                if (Unwrap(value, padding) is not { } contentKey) continue;
                try
                {
                    return SamlXml.Load(cipher.Decrypt(contentKey, content)).DocumentElement!;
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(contentKey);
                }
            }
        }
        catch (Exception e) when (e is CryptographicException or SamlRefusedException { Fault: SamlFault.Malformed })
        {
            throw Undecipherable(e);
        }

        throw Undecipherable(null);
    }

    private static SamlRefusedException Undecipherable(Exception? cause) => new(SamlFault.NotDecrypted, "The encrypted assertion cannot be decrypted: it is broken, or was encrypted for another certificate than the one in our metadata.", cause);

    private static string? MethodOf(XmlElement element) => SamlXml.Attribute(SamlXml.One(element, SamlNames.Encryption, "EncryptionMethod"), "Algorithm");

    /// <summary>Inside the data's KeyInfo, or beside the data (where a RetrievalMethod points to it).</summary>
    private static IEnumerable<XmlElement> EncryptedKeys(XmlElement encrypted, XmlElement data) =>
        SamlXml.Children(data, SamlNames.Signature, "KeyInfo").SelectMany(i => SamlXml.Children(i, SamlNames.Encryption, "EncryptedKey")).Concat(SamlXml.Children(encrypted, SamlNames.Encryption, "EncryptedKey"));

    private static RSAEncryptionPadding PaddingOf(XmlElement encryptedKey)
    {
        var method = SamlXml.One(encryptedKey, SamlNames.Encryption, "EncryptionMethod");
        if (SamlXml.Children(method, SamlNames.Encryption, "OAEPparams").Any()) throw Unacceptable("The assertion's key is encrypted with OAEP parameters: none are accepted.");
        var digest = SamlXml.AtMostOne(method, SamlNames.Signature, "DigestMethod")?.GetAttribute("Algorithm");
        var mask = SamlXml.AtMostOne(method, Encryption11, "MGF")?.GetAttribute("Algorithm");
        return (MethodOf(encryptedKey), digest, mask) switch
        {
            (OaepMgf1Sha1, null or Sha1, null) => RSAEncryptionPadding.OaepSHA1,
            (Oaep11, Sha256, Mgf1Sha256) => RSAEncryptionPadding.OaepSHA256,
            var (other, _, _) => throw Unacceptable($"The assertion's key is encrypted with {SamlRefusedException.Quote(other)}: RSA-OAEP with SHA-1 (mgf1p) or, in version 1.1, with SHA-256 and MGF1-SHA-256 is accepted."),
        };
    }

    private static SamlRefusedException Unacceptable(string words) => new(SamlFault.NotDecrypted, words);

    private static byte[] CipherValue(XmlElement element)
    {
        var value = SamlXml.Text(SamlXml.One(SamlXml.One(element, SamlNames.Encryption, "CipherData"), SamlNames.Encryption, "CipherValue"));
        try
        {
            return Convert.FromBase64String(value);
        }
        catch (FormatException e)
        {
            throw new SamlRefusedException(SamlFault.Malformed, "The encrypted text is no base64.", e);
        }
    }

    private byte[]? Unwrap(byte[] wrapped, RSAEncryptionPadding padding)
    {
        try
        {
            return key.Decrypt(wrapped, padding);
        }
        catch (CryptographicException)
        {
            // Encrypted for somebody else; perhaps the next one is ours.
            return null;
        }
    }
}
