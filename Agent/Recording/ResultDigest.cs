using System.Buffers;
using System.Security.Cryptography;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>SHA-256 over many small pieces: gathers them, because each call into the cipher library costs more than hashing a row. Holds memory only between first piece and end.</summary>
internal sealed class ResultDigest : IDisposable
{
    private const int Gathered = 8 * 1024;

    private IncrementalHash? hash;
    private byte[] gathering = [];
    private int length;
    private bool isHashing;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Gathered - length)
        {
            Feed();
            if (bytes.Length > Gathered)
            {
                Hash.AppendData(bytes);
                return;
            }
        }
        if (gathering.Length == 0) gathering = ArrayPool<byte>.Shared.Rent(Gathered);
        bytes.CopyTo(gathering.AsSpan(length));
        length += bytes.Length;
    }

    /// <summary>Writes the digest of everything so far as a JSON string of lower-case hex, and goes on.</summary>
    public void WriteCurrent(JsonBytes json)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Feed();
        _ = Hash.GetCurrentHash(digest);
        Write(json, digest);
    }

    /// <summary>Writes the digest of everything and begins anew.</summary>
    public void WriteFinal(JsonBytes json)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (isHashing)
        {
            Feed();
            _ = Hash.GetHashAndReset(digest);
        }
        else SHA256.HashData(gathering.AsSpan(0, length), digest);
        Write(json, digest);
        Reset();
    }

    public void Reset()
    {
        if (isHashing) _ = Hash.GetHashAndReset(stackalloc byte[SHA256.HashSizeInBytes]);
        isHashing = false;
        length = 0;
        if (gathering.Length > 0) ArrayPool<byte>.Shared.Return(gathering);
        gathering = [];
    }

    public void Dispose()
    {
        Reset();
        hash?.Dispose();
        hash = null;
    }

    private IncrementalHash Hash
    {
        get
        {
            isHashing = true;
            return hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }
    }

    private void Feed()
    {
        Hash.AppendData(gathering.AsSpan(0, length));
        length = 0;
    }

    private static void Write(JsonBytes json, ReadOnlySpan<byte> digest)
    {
        json.Raw((byte)'"');
        _ = Convert.TryToHexStringLower(digest, json.GetSpan(digest.Length * 2), out var written);
        json.Advance(written);
        json.Raw((byte)'"');
    }
}
