using System.Security.Cryptography;

namespace HoopLike.Shared.Recording;

/// <summary>The recording file: the magic line, then records of header, payload (a JSON object in UTF-8) and hash. Each hash is SHA-256 over the hash before it, header and payload, so that
/// no record can be changed, dropped, added or moved alone. The spool of an agent and the store of the console hold identical bytes.</summary>
public static class RecordingFormat
{
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>Bytes of the largest payload; writers split what is longer.</summary>
    public const int MaxPayload = 1024 * 1024;

    /// <summary>Extension of recording files.</summary>
    public const string Extension = ".hlrec";

    /// <summary>Reason in <c>closed</c> for sessions whose agent died.</summary>
    public const string RecoveredReason = "agent stopped without closing; recovered";

    public static ReadOnlySpan<byte> Magic => "HOOPLIKE RECORDING 1\n"u8;

    /// <summary>The hash that stands before the first record: SHA-256 over magic line and session id (16 bytes in the order in which the id is written).</summary>
    public static void WriteSeed(Guid session, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[Magic.Length + 16];
        Magic.CopyTo(input);
        _ = session.TryWriteBytes(input[Magic.Length..], bigEndian: true, out _);
        SHA256.HashData(input, hash);
    }

    public static long MicrosOf(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
