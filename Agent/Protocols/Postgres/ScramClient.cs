using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The client's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677), one exchange. It believes the server only after <see cref="Finish"/>.</summary>
internal sealed class ScramClient
{
    public const string Mechanism = "SCRAM-SHA-256";
    public const string BoundMechanism = "SCRAM-SHA-256-PLUS";

    /// <summary>PostgreSQL's default is 4,096, careful people use tens of thousands. A server that asks for more than this (a third of a second of work) wants to stall the gateway.</summary>
    public const int IterationLimit = 1_000_000;

    /// <summary>Servers send 16 bytes of salt and 24 characters of nonce; arbitrary, with room.</summary>
    private const int FieldLimit = 1024;

    private readonly string password;
    private readonly string nonce;
    private readonly string channelHeader;
    private readonly byte[] channelBinding;
    private byte[]? serverSignature;

    /// <param name="certificateHash">tls-server-end-point (RFC 5929) for the PLUS mechanism; null for the plain one.</param>
    /// <param name="couldBind">Whether the plain mechanism is used although this side could bind to the channel: a server that can, too, notices that somebody took its offer away.</param>
    /// <param name="nonce">For tests; random otherwise.</param>
    public ScramClient(string password, byte[]? certificateHash, bool couldBind, string? nonce = null)
    {
        this.password = SaslPrep.Prepare(password);
        this.nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        channelHeader = certificateHash is not null ? "p=tls-server-end-point,," : couldBind ? "y,," : "n,,";
        channelBinding = certificateHash ?? [];
    }

    private string FirstBare => $"n=,r={nonce}";

    /// <summary>client-first-message. The user is empty: PostgreSQL takes that of the start-up message.</summary>
    public string First() => channelHeader + FirstBare;

    /// <summary>Reads server-first-message, answers client-final-message.</summary>
    /// <exception cref="InvalidDataException">The server does not keep to the RFC.</exception>
    public string Answer(string serverFirst)
    {
        var fields = serverFirst.Split(',');
        if (fields.Length < 3 || fields[0] is not ['r', '=', ..] || fields[1] is not ['s', '=', ..] || fields[2] is not ['i', '=', ..]) throw new InvalidDataException("SCRAM: the server's first message is malformed");
        var serverNonce = fields[0][2..];
        if (!serverNonce.StartsWith(nonce, StringComparison.Ordinal) || serverNonce.Length == nonce.Length || serverNonce.Length > FieldLimit) throw new InvalidDataException("SCRAM: the server did not extend the nonce");
        if (!int.TryParse(fields[2].AsSpan(2), System.Globalization.NumberStyles.None, null, out var iterations) || iterations is < 1 or > IterationLimit) throw new InvalidDataException("SCRAM: the iteration count is out of bounds");
        var salt = Decode(fields[1][2..]);

        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, 32);
        byte[] binding = [.. Encoding.ASCII.GetBytes(channelHeader), .. channelBinding];
        var withoutProof = $"c={Convert.ToBase64String(binding)},r={serverNonce}";
        var signed = Encoding.UTF8.GetBytes($"{FirstBare},{serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), signed);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= clientKey[i];
        serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), signed);
        CryptographicOperations.ZeroMemory(salted);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Reads server-final-message: the server must prove that it knows the password, too.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void Finish(string serverFinal)
    {
        if (serverSignature is null) throw new InvalidDataException("SCRAM: the server's messages are out of order");
        var end = serverFinal.IndexOf(',', StringComparison.Ordinal);
        var first = end < 0 ? serverFinal : serverFinal[..end];
        if (first is not ['v', '=', ..] || !CryptographicOperations.FixedTimeEquals(Decode(first[2..]), serverSignature)) throw new InvalidDataException("SCRAM: the server's signature is wrong");
    }

    private static byte[] Decode(string base64)
    {
        if (base64.Length is 0 or > FieldLimit || !Base64.IsValid(base64)) throw new InvalidDataException("SCRAM: a field is not base64");
        return Convert.FromBase64String(base64);
    }
}
