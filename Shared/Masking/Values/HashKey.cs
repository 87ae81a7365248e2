using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Values.Pseudonyms;

namespace HoopLike.Shared.Masking.Values;

/// <summary>
/// The key of <c>hash</c> masks on one connection: HKDF-SHA256 (RFC 5869) of the installation's masking key, so that hashes of two connections cannot be compared. It changes with the masking key only: a new
/// masking key gives every value another hash from the next statement on, and hashes that somebody kept no longer match.
/// </summary>
internal sealed class HashKey
{
    private readonly byte[] key;
    private readonly KeyedHash hash;
    private readonly Lazy<ShortPermutation> shorts;
    private readonly Lazy<IntegerPermutation> integers;

    public HashKey(Secret maskingKey, string connection)
    {
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(maskingKey.Reveal()), 32, salt: [], info: Encoding.UTF8.GetBytes("hooplike hash mask\0" + connection));
        hash = new KeyedHash(key);
        shorts = new(() => new ShortPermutation(For("16 bits")));
        integers = new(() => new IntegerPermutation(For("32 bits")));
    }

    /// <summary>The first bytes of a string's MAC.</summary>
    public void Hash(ReadOnlySpan<byte> value, Span<byte> first) => hash.Of(value, first);

    /// <summary>Of all numbers of 16 bits.</summary>
    public ShortPermutation Shorts => shorts.Value;

    /// <summary>Of all numbers of 32 bits.</summary>
    public IntegerPermutation Integers => integers.Value;

    /// <summary>A key of one type's own, so that values of two types cannot be compared by their bytes.</summary>
    public byte[] For(string purpose) => HKDF.Expand(HashAlgorithmName.SHA256, key, 32, Encoding.UTF8.GetBytes("hooplike " + purpose));
}
