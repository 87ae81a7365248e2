using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HoopLike.Shared.Masking.Tokens;

/// <summary>
/// Turns values into tokens and back, for one session: deterministic authenticated encryption after the SIV construction (Rogaway and Shrimpton; compare RFC 5297). The synthetic IV is HMAC-SHA-256 over class, length and
/// value, cut to 128 bits; it starts AES-256 in counter mode over the same. So nobody keeps a table of values, a token that this key did not make is never taken for one, equal values of a class have equal tokens,
/// and a token tells its value's length in steps of 16 bytes only. The key is random and lives in memory as long as the session: what was recorded of it can never be turned back.
/// Thread-safe: one direction of a session seals, the other opens.
/// </summary>
public sealed class TokenKey : IDisposable
{
    /// <summary>Longer values, in bytes, are redacted: a token is something to pass on, not a document.</summary>
    public const int ValueLimit = 4096;

    /// <summary>Class, then the value's length.</summary>
    private const int HeaderSize = sizeof(uint) + sizeof(ushort);
    private const int Block = 16;
    private const int PlainLimit = (HeaderSize + ValueLimit + Block - 1) / Block * Block;

    private readonly IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, RandomNumberGenerator.GetBytes(32));
    private readonly Aes aes = Aes.Create();
    private readonly ICryptoTransform encryptor;
    private readonly Lock gate = new();
    private readonly byte[] counters = new byte[PlainLimit];
    private readonly byte[] stream = new byte[PlainLimit];
    private volatile bool hasSealed;

    [SuppressMessage("Security", "CA5358", Justification = "What is encrypted are counters that never repeat under a value's IV, which makes counter mode of it.")]
    public TokenKey()
    {
        aes.Key = RandomNumberGenerator.GetBytes(32);
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.None;
        encryptor = aes.CreateEncryptor();
    }

    /// <summary>Whether there is any token yet: before, no text can hold one.</summary>
    public bool HasSealed => hasSealed;

    /// <summary>Writes the token of a value; false, and nothing is written, where the value is too long for one.</summary>
    internal bool TrySeal(TokenClass @class, ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (value.Length > ValueLimit) return false;
        var size = (HeaderSize + value.Length + Block - 1) / Block * Block;
        var rented = ArrayPool<byte>.Shared.Rent(Block + size);
        var iv = rented.AsSpan(0, Block);
        var plain = rented.AsSpan(Block, size);
        plain.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(plain, @class.Tag);
        BinaryPrimitives.WriteUInt16BigEndian(plain[sizeof(uint)..], (ushort)value.Length);
        value.CopyTo(plain[HeaderSize..]);
        Authenticate(plain, iv);
        Cover(iv, plain);
        TokenText.Write(rented.AsSpan(0, Block + size), output);
        ArrayPool<byte>.Shared.Return(rented);
        hasSealed = true;
        return true;
    }

    /// <summary>Whether the text begins with a token of this key.</summary>
    /// <param name="length">Of the token, in bytes of text. Where the text is no token because it ends too early, 0 with <paramref name="isCut"/>.</param>
    internal bool TryOpen(ReadOnlySpan<byte> text, out int length, out TokenClass @class, out byte[] value, out bool isCut)
    {
        (length, @class, value, isCut) = (0, default, [], false);
        Span<byte> head = stackalloc byte[Block * 2];
        if (!TokenText.TryRead(text, head, isWhole: false, out isCut)) return false;
        // The first block tells how long the token must be; whether it is one, only the whole can tell.
        Cover(head[..Block], head[Block..]);
        var valueLength = BinaryPrimitives.ReadUInt16BigEndian(head[(Block + sizeof(uint))..]);
        if (valueLength > ValueLimit) return false;
        var size = (HeaderSize + valueLength + Block - 1) / Block * Block;
        var rented = ArrayPool<byte>.Shared.Rent(Block + size);
        try
        {
            var all = rented.AsSpan(0, Block + size);
            if (!TokenText.TryRead(text, all, isWhole: true, out isCut)) return false;
            var iv = all[..Block];
            var plain = all[Block..];
            Cover(iv, plain);
            Span<byte> expected = stackalloc byte[Block];
            Authenticate(plain, expected);
            if (!CryptographicOperations.FixedTimeEquals(expected, iv)) return false;
            length = TokenText.LengthOf(Block + size);
            @class = new TokenClass(BinaryPrimitives.ReadUInt32BigEndian(plain));
            value = plain.Slice(HeaderSize, valueLength).ToArray();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    public void Dispose()
    {
        hash.Dispose();
        encryptor.Dispose();
        aes.Dispose();
    }

    private void Authenticate(ReadOnlySpan<byte> plain, Span<byte> iv)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        lock (gate)
        {
            hash.AppendData(plain);
            hash.GetHashAndReset(mac);
        }
        mac[..Block].CopyTo(iv);
    }

    /// <summary>Adds the key stream that begins at the IV (its last 32 bits count): once covers, twice uncovers.</summary>
    private void Cover(ReadOnlySpan<byte> iv, Span<byte> data)
    {
        lock (gate)
        {
            var first = BinaryPrimitives.ReadUInt32BigEndian(iv[12..]);
            for (var at = 0; at < data.Length; at += Block)
            {
                iv.CopyTo(counters.AsSpan(at));
                BinaryPrimitives.WriteUInt32BigEndian(counters.AsSpan(at + 12), unchecked(first + (uint)(at / Block)));
            }
            encryptor.TransformBlock(counters, 0, data.Length, stream, 0);
            for (var i = 0; i < data.Length; i++) data[i] ^= stream[i];
        }
    }
}
