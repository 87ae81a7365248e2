using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Masking.Values;

/// <summary>The key of <c>hash</c> masks on one connection: HKDF-SHA256 (RFC 5869) of the installation's masking key, so that hashes of two connections cannot be compared.</summary>
internal sealed class HashKey
{
    private readonly byte[] key;

    public HashKey(Secret maskingKey, string connection) =>
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(maskingKey.Reveal()), 32, salt: [], info: Encoding.UTF8.GetBytes("hooplike hash mask\0" + connection));

    public ReadOnlySpan<byte> Bytes => key;
}
