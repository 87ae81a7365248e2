using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>Bytes that follow from a key and look random without it: AES-256 over a counter (NIST SP 800-38A, section 6.5, from counter 0).</summary>
internal static class KeyStream
{
    public static byte[] Of(byte[] key, int length)
    {
        var counters = new byte[(length + 15) / 16 * 16];
        for (var i = 0; i < counters.Length; i += 16) BinaryPrimitives.WriteInt32BigEndian(counters.AsSpan(i + 12), i / 16);
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(counters, PaddingMode.None)[..length];
    }
}
