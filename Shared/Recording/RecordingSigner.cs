using System.Buffers.Text;
using System.Text;

namespace HoopLike.Shared.Recording;

/// <summary>ES256 over the bytes: 64 bytes, r then s. Thread-safe.</summary>
public delegate byte[] SignBytes(ReadOnlySpan<byte> data);

/// <summary>Writes the payload of signature records. Thread-safe.</summary>
/// <param name="publicKey">SubjectPublicKeyInfo, DER, base64.</param>
public sealed class RecordingSigner(string keyId, string publicKey, SignBytes sign)
{
    private readonly byte[] payloadStart = Encoding.UTF8.GetBytes($"{{\"keyId\":\"{keyId}\",\"publicKey\":\"{publicKey}\",\"algorithm\":\"{RecordingSignature.Es256}\",\"signature\":\"");

    public string KeyId { get; } = keyId;

    internal void WritePayload(ReadOnlySpan<byte> message, JsonBytes payload)
    {
        var signature = sign(message);
        payload.Raw(payloadStart);
        _ = Base64.EncodeToUtf8(signature, payload.GetSpan(Base64.GetMaxEncodedToUtf8Length(signature.Length)), out _, out var written);
        payload.Advance(written);
        payload.Raw("\"}"u8);
    }
}
