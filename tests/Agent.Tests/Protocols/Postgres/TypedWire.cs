using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Asks a real server for values of its types, and whether it takes others for such.</summary>
internal sealed class TypedWire(int port) : IDisposable
{
    /// <summary>Each type takes some of them.</summary>
    private static readonly string[] literals =
    [
        "42", "-7", "0", "0.125", "-0.50", "100.00", "12345678901234567890.5", "NaN", "-Infinity", "1e-200", "t", "ada@example.com", "x", "", "  x ", "äöü 😀",
        "2024-01-31", "0044-03-15 BC", "9999-12-31", "infinity", "-infinity", "2024-01-31 12:34:56.789+02", "1890-06-01 00:00:00+00:53:28", "12:00", "12:00:01+05:30", "1 day 2 hours",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", @"\x00ff41", "{\"a\": [1, null]}", "<a>b</a>", "192.168.0.1", "192.168.0.0/24", "fe80::1", "10::/64", "::ffff:1.2.3.4", "08:00:2b:01:02:03", "08:00:2b:01:02:03:04:05",
        "(1,2)", "((1,2),(3,4))", "<(1,2),3>", "{1,2,3}", "[1,5)", "empty", "{[1,5)}", "{1,2}", "{a,\"b \\\"c\\\\\",NULL}", "{}", "[0:1]={a,b}", "{{a,b},{c,NULL}}", "{2024-01-31}", "101", "$1.00", "1/2", "10:20:", "happy", "abc",
    ];

    private readonly ServerWire wire = new(port);

    public void Dispose() => wire.Dispose();

    public void Run(string sql) => wire.Exchange(Ask.Query(sql));

    /// <summary>Values of a type as the server sends them.</summary>
    public IEnumerable<byte[]> Samples(string type, short format) => Asked([.. literals.Select(l => Cast(type, l, format))]).Where(r => r.Error is null && r.Row is not null).Select(r => r.Row!);

    public byte[]? Value(string type, string literal, short format) => Asked([Cast(type, literal, format)])[0].Row;

    /// <summary>What the server has against each value; null where it takes it.</summary>
    public IEnumerable<string?> Accept(uint oid, short format, byte[][] values) =>
        Asked([.. values.Select(v => Exchanged("select $1", [oid], format, [v], format))]).Select(r => r.Error);

    /// <summary>Whether a value in text equals another in binary.</summary>
    public bool Same(uint oid, byte[] text, byte[] binary)
    {
        byte[] program = PgBytes.Join(
            PgBytes.Message('P', PgBytes.Text(""), PgBytes.Text("select $1 = $2"), PgBytes.Int16(2), PgBytes.Int32((int)oid), PgBytes.Int32((int)oid)),
            PgBytes.Message('B', PgBytes.Text(""), PgBytes.Text(""), PgBytes.Int16(2), PgBytes.Int16(0), PgBytes.Int16(1), PgBytes.Int16(2), Sized(text), Sized(binary), PgBytes.Int16(0)),
            Ask.Execute(""), Ask.Sync);
        return Asked([program])[0] is { Error: null, Row: [(byte)'t'] };
    }

    private static byte[] Cast(string type, string literal, short format) => Exchanged($"select '{literal}'::{type}", [], 0, [], format);

    private static byte[] Exchanged(string sql, uint[] types, short format, byte[][] values, short resultFormat) => PgBytes.Join(
        PgBytes.Message('P', PgBytes.Text(""), PgBytes.Text(sql), PgBytes.Int16(types.Length), PgBytes.Join([.. types.Select(t => PgBytes.Int32((int)t))])),
        PgBytes.Message('B', PgBytes.Text(""), PgBytes.Text(""), PgBytes.Int16(1), PgBytes.Int16(format), PgBytes.Int16(values.Length), PgBytes.Join([.. values.Select(Sized)]), PgBytes.Int16(1), PgBytes.Int16(resultFormat)),
        Ask.Execute(""),
        Ask.Sync);

    private static byte[] Sized(byte[] value) => [.. PgBytes.Int32(value.Length), .. value];

    public List<string[]> Rows(string sql) =>
        [.. PgBytes.Messages(wire.Exchange(Ask.Query(sql))).TakeWhile(m => m.Type != 'Z').Where(m => m.Type == 'D').Select(m => Fields(m.Body).Select(f => Encoding.UTF8.GetString(f!)).ToArray())];

    private (byte[]? Row, string? Error)[] Asked(byte[][] programs)
    {
        if (programs.Length == 0) return [];
        var results = new (byte[]?, string?)[programs.Length];
        var at = 0;
        foreach (var (type, body) in PgBytes.Messages(wire.Exchange(PgBytes.Join(programs))))
        {
            if (at == programs.Length) break;
            if (type == 'D') results[at].Item1 = Fields(body)[0];
            if (type == 'E') results[at].Item2 = Encoding.UTF8.GetString(body);
            if (type == 'Z') at++;
        }
        Assert.Equal(programs.Length, at);
        return results;
    }

    private static byte[]?[] Fields(byte[] row)
    {
        var fields = new byte[]?[(row[0] << 8) | row[1]];
        var at = 2;
        for (var i = 0; i < fields.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row.AsSpan(at));
            at += 4;
            if (length < 0) continue;
            fields[i] = row[at..(at + length)];
            at += length;
        }
        return fields;
    }
}
