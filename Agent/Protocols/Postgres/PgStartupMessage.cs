using System.Collections.Immutable;
using System.Text;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What a client asks for at the start (PostgreSQL manual, section 55.7, StartupMessage).</summary>
/// <param name="UnknownOptions">Protocol options (<c>_pq_.*</c>) that we do not know.</param>
internal sealed record PgStartupMessage(int Minor, ImmutableArray<(string Name, string Value)> Parameters, ImmutableArray<string> UnknownOptions)
{
    public const int CancelCode = 80877102;
    public const int TlsCode = 80877103;
    public const int GssCode = 80877104;

    /// <summary>What the server itself accepts (MAX_STARTUP_PACKET_LENGTH).</summary>
    public const int LengthLimit = 10_000;

    public string? User => this["user"];

    /// <summary>As the server has it: the user's name where none is given.</summary>
    public string? Database => this["database"] is { Length: > 0 } database ? database : User;

    /// <summary>A replication connection speaks another protocol, in which nothing can be governed.</summary>
    public bool WantsReplication => this["replication"] is { } value && value.ToUpperInvariant() is not ("FALSE" or "OFF" or "NO" or "0" or "F" or "N");

    public string? this[string name] => Parameters.FirstOrDefault(p => p.Name == name).Value;

    // Int32 protocol; (String name, String value)*; Byte1 zero
    public static PgStartupMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body, "StartupMessage");
        var protocol = reader.ReadInt32();
        if (protocol >> 16 != 3) throw new WireException($"Protocol {protocol >> 16}.{protocol & 0xffff} is not supported; 3.0 is.");
        var parameters = ImmutableArray.CreateBuilder<(string, string)>();
        var unknown = ImmutableArray.CreateBuilder<string>();
        for (ReadOnlySpan<byte> name; !(name = reader.ReadCString()).IsEmpty;)
        {
            var text = Encoding.UTF8.GetString(name);
            var value = Encoding.UTF8.GetString(reader.ReadCString());
            if (text.StartsWith("_pq_.", StringComparison.Ordinal)) unknown.Add(text);
            else parameters.Add((text, value));
        }

        reader.ReadEnd();
        return new PgStartupMessage(protocol & 0xffff, parameters.ToImmutable(), unknown.ToImmutable());
    }
}
