using System.Text;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// The server's answer to statements of the gateway's own on the caller's connection. The client sees none of it. What is kept of it is bounded.
/// </summary>
/// <param name="syncs">How many ReadyForQuery there will be.</param>
internal sealed class PgOwnAnswer(int syncs = 1)
{
    /// <summary>Bytes of rows kept; what is beyond is counted only.</summary>
    private const int RowBytes = 64 * 1024;

    private readonly List<byte[]> rows = [];
    private int kept;
    private int left = syncs;

    /// <summary>The last RowDescription's body; empty where nothing was described.</summary>
    public byte[] Description { get; private set; } = [];

    /// <summary>The last ParameterDescription's type OIDs.</summary>
    public int[] Parameters { get; private set; } = [];

    /// <summary>Bodies of DataRow.</summary>
    public IReadOnlyList<byte[]> Rows => rows;

    /// <summary>Rows that were too large to be kept.</summary>
    public int Dropped { get; private set; }

    /// <summary>SQLSTATE of the first error; null where there was none.</summary>
    public string? ErrorCode { get; private set; }

    public void Describe(ReadOnlySpan<byte> body) => Description = body.ToArray();

    // ParameterDescription: Int16 count; Int32 type OIDs
    public void DescribeParameters(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body, "ParameterDescription");
        Parameters = new int[(ushort)reader.ReadInt16()];
        for (var i = 0; i < Parameters.Length; i++) Parameters[i] = reader.ReadInt32();
    }

    /// <summary>Whether a row of this size is kept.</summary>
    public bool Fits(int bytes) => kept + bytes <= RowBytes;

    public void Add(ReadOnlySpan<byte> row)
    {
        kept += row.Length;
        rows.Add(row.ToArray());
    }

    public void Drop() => Dropped++;

    public void Fail(ReadOnlySpan<byte> code) => ErrorCode ??= Encoding.ASCII.GetString(code);

    /// <summary>True when nothing more will come.</summary>
    public bool End() => --left == 0;
}
