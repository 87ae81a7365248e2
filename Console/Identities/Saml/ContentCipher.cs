using System.Security.Cryptography;
using System.Security.Cryptography.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>How the text of an encrypted assertion is encrypted.</summary>
internal sealed class ContentCipher
{
    private const int TagSize = 16;
    private const int NonceSize = 12;
    private const int BlockSize = 16;
    private readonly int keySize;
    private readonly bool isGcm;

    private ContentCipher(int keySize, bool isGcm) => (this.keySize, this.isGcm) = (keySize, isGcm);

    /// <param name="isSigned">CBC proves nothing of what it decrypts to: it is read only where a signature has proven it before.</param>
    /// <exception cref="SamlRefusedException">The algorithm is not accepted here.</exception>
    public static ContentCipher Of(string? algorithm, bool isSigned) => algorithm switch
    {
        "http://www.w3.org/2009/xmlenc11#aes128-gcm" => new ContentCipher(16, true),
        "http://www.w3.org/2009/xmlenc11#aes192-gcm" => new ContentCipher(24, true),
        "http://www.w3.org/2009/xmlenc11#aes256-gcm" => new ContentCipher(32, true),
        EncryptedXml.XmlEncAES128Url when isSigned => new ContentCipher(16, false),
        EncryptedXml.XmlEncAES192Url when isSigned => new ContentCipher(24, false),
        EncryptedXml.XmlEncAES256Url when isSigned => new ContentCipher(32, false),
        EncryptedXml.XmlEncAES128Url or EncryptedXml.XmlEncAES192Url or EncryptedXml.XmlEncAES256Url => throw new SamlRefusedException(
            SamlFault.NotDecrypted, "The assertion is encrypted with AES-CBC in a response that is not signed: let the provider sign the response, or encrypt with AES-GCM."),
        _ => throw new SamlRefusedException(SamlFault.NotDecrypted, $"The assertion is encrypted with {SamlRefusedException.Quote(algorithm)}: AES-GCM is accepted."),
    };

    /// <exception cref="CryptographicException">It is not what was encrypted with this key.</exception>
    public byte[] Decrypt(byte[] key, byte[] content)
    {
        if (key.Length != keySize) throw new CryptographicException("The key has another size than the algorithm says.");
        return isGcm ? Gcm(key, content) : Cbc(key, content);
    }

    private static byte[] Gcm(byte[] key, ReadOnlySpan<byte> content)
    {
        if (content.Length < NonceSize + TagSize) throw new CryptographicException("The text is too short.");
        var plain = new byte[content.Length - NonceSize - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(content[..NonceSize], content[NonceSize..^TagSize], content[^TagSize..], plain);
        return plain;
    }

    /// <summary>XML Encryption pads with anything; the last byte says how much.</summary>
    private static byte[] Cbc(byte[] key, ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 * BlockSize || content.Length % BlockSize != 0) throw new CryptographicException("The text is no whole number of blocks.");
        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(content[BlockSize..], content[..BlockSize], PaddingMode.None);
        return plain[^1] is > 0 and <= BlockSize ? plain[..^plain[^1]] : throw new CryptographicException("The padding is wrong.");
    }
}
