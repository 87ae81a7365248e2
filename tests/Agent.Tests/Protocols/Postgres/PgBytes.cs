using System.Buffers.Binary;
using System.Text;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>PostgreSQL's messages as bytes (manual, section 55.7), written without the code under test.</summary>
internal static class PgBytes
{
    public static byte[] Message(char type, params byte[][] body) => Join([[(byte)type], Int32(4 + body.Sum(b => b.Length)), .. body]);

    public static byte[] Text(string value) => [.. Encoding.UTF8.GetBytes(value), 0];

    public static byte[] Int16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Join(params byte[][] messages)
    {
        var joined = new byte[messages.Sum(m => m.Length)];
        var at = 0;
        foreach (var message in messages)
        {
            message.CopyTo(joined, at);
            at += message.Length;
        }

        return joined;
    }

    /// <summary>Cuts a stream into its messages, each as type letter and body.</summary>
    public static IEnumerable<(char Type, byte[] Body)> Messages(byte[] stream)
    {
        for (var at = 0; at < stream.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 1));
            yield return ((char)stream[at], stream[(at + 5)..(at + 1 + length)]);
            at += 1 + length;
        }
    }

    /// <summary>The next message of a stream.</summary>
    public static async Task<(char Type, byte[] Body)> ReadAsync(Stream stream)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header).AsTask().WaitAsync(Some.Patience);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(body).AsTask().WaitAsync(Some.Patience);
        return ((char)header[0], body);
    }

    /// <summary>The types of the messages, in order: what a stream says at a glance.</summary>
    public static string Types(byte[] stream) => string.Concat(Messages(stream).Select(m => m.Type));

    /// <summary>Messages as text, errors and notices by their code; without settings and notifications.</summary>
    public static List<string> Lines(byte[] stream) => [.. Messages(stream).Where(static m => m.Type is not ('S' or 'A')).Select(static m => m.Type switch
    {
        'E' => "E " + Field(m.Body, 'C'),
        'N' => $"N {Field(m.Body, 'V')} {Field(m.Body, 'C')} {Field(m.Body, 'M')}",
        'Z' => $"Z {(char)m.Body[0]}",
        'C' => "C " + Encoding.UTF8.GetString(m.Body).TrimEnd('\0'),
        'D' when m.Body.Length > 6 => "D" + Encoding.UTF8.GetString(m.Body.AsSpan(6)),
        _ => m.Type.ToString(),
    })];

    /// <summary>The same in one line, each error with its message.</summary>
    public static string Seen(byte[] stream) => string.Join(", ", Messages(stream).Where(static m => m.Type is not ('S' or 'A')).SelectMany(static m => m.Type == 'E' ? [$"E {Field(m.Body, 'C')} {Field(m.Body, 'M')}"] : Lines(Message(m.Type, m.Body))));

    /// <summary>A field of an error or notice (manual, section 55.8).</summary>
    public static string Field(byte[] body, char field) => Encoding.UTF8.GetString(body).Split('\0').First(f => f.StartsWith(field))[1..];

    /// <summary>Cuts bytes into random pieces.</summary>
    public static IEnumerable<byte[]> Split(byte[] bytes, Random random, int most)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(1, most + 1));
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}

/// <summary>What a client says.</summary>
internal static class Ask
{
    public static byte[] Sync { get; } = PgBytes.Message('S');

    public static byte[] Flush { get; } = PgBytes.Message('H');

    public static byte[] Terminate { get; } = PgBytes.Message('X');

    public static byte[] CopyDone { get; } = PgBytes.Message('c');

    public static byte[] Query(string sql) => PgBytes.Message('Q', PgBytes.Text(sql));

    public static byte[] Parse(string name, string sql) => PgBytes.Message('P', PgBytes.Text(name), PgBytes.Text(sql), PgBytes.Int16(0));

    public static byte[] Bind(string portal, string statement, params string?[] values) => PgBytes.Message(
        'B', PgBytes.Text(portal), PgBytes.Text(statement), PgBytes.Int16(0), PgBytes.Int16(values.Length), PgBytes.Join([.. values.Select(Value)]), PgBytes.Int16(0));

    public static byte[] DescribePortal(string name) => PgBytes.Message('D', "P"u8.ToArray(), PgBytes.Text(name));

    public static byte[] DescribeStatement(string name) => PgBytes.Message('D', "S"u8.ToArray(), PgBytes.Text(name));

    public static byte[] Execute(string portal, int rows = 0) => PgBytes.Message('E', PgBytes.Text(portal), PgBytes.Int32(rows));

    public static byte[] ClosePortal(string name) => PgBytes.Message('C', "P"u8.ToArray(), PgBytes.Text(name));

    public static byte[] CloseStatement(string name) => PgBytes.Message('C', "S"u8.ToArray(), PgBytes.Text(name));

    public static byte[] CopyData(string line) => PgBytes.Message('d', Encoding.UTF8.GetBytes(line));

    public static byte[] CopyFail(string why) => PgBytes.Message('f', PgBytes.Text(why));

    public static byte[] FunctionCall() => PgBytes.Message('F', PgBytes.Int32(1), PgBytes.Int16(0), PgBytes.Int16(0), PgBytes.Int16(0));

    /// <summary>Parse, Bind, Execute of the unnamed statement and portal.</summary>
    public static byte[] Run(string sql) => PgBytes.Join(Parse("", sql), Bind("", ""), Execute(""));

    private static byte[] Value(string? value) => value is null ? PgBytes.Int32(-1) : [.. PgBytes.Int32(Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)];
}

/// <summary>What a server says.</summary>
internal static class Answer
{
    public static byte[] ParseComplete { get; } = PgBytes.Message('1');

    public static byte[] BindComplete { get; } = PgBytes.Message('2');

    public static byte[] CloseComplete { get; } = PgBytes.Message('3');

    public static byte[] NoData { get; } = PgBytes.Message('n');

    public static byte[] EmptyQuery { get; } = PgBytes.Message('I');

    public static byte[] Suspended { get; } = PgBytes.Message('s');

    public static byte[] CopyDone { get; } = PgBytes.Message('c');

    public static byte[] CopyIn { get; } = PgBytes.Message('G', [0], PgBytes.Int16(1), PgBytes.Int16(0));

    public static byte[] CopyOut { get; } = PgBytes.Message('H', [0], PgBytes.Int16(1), PgBytes.Int16(0));

    public static byte[] Ready(char status = 'I') => PgBytes.Message('Z', [(byte)status]);

    public static byte[] Complete(string tag) => PgBytes.Message('C', PgBytes.Text(tag));

    public static byte[] Parameters() => PgBytes.Message('t', PgBytes.Int16(0));

    public static byte[] CopyData(string line) => PgBytes.Message('d', Encoding.UTF8.GetBytes(line));

    public static byte[] Row(params string?[] values) => PgBytes.Message('D', PgBytes.Int16(values.Length), PgBytes.Join([.. values.Select(Value)]));

    public static byte[] Error(string code, string message, string severity = "ERROR") => Report('E', severity, code, message);

    public static byte[] Notice(string message) => Report('N', "NOTICE", "00000", message);

    public static byte[] Notification(string channel, string payload) => PgBytes.Message('A', PgBytes.Int32(7), PgBytes.Text(channel), PgBytes.Text(payload));

    public static byte[] Setting(string name, string value) => PgBytes.Message('S', PgBytes.Text(name), PgBytes.Text(value));

    /// <summary>Text columns; the table's OID is 1 for those that <see cref="FakeRules"/> masks.</summary>
    public static byte[] Columns(params string[] names) => PgBytes.Message('T', PgBytes.Int16(names.Length), PgBytes.Join([.. names.Select(Column)]));

    private static byte[] Column(string name) => PgBytes.Join(
        PgBytes.Text(name), PgBytes.Int32(name == FakeRules.MaskedColumn ? 1 : 0), PgBytes.Int16(1), PgBytes.Int32(25), PgBytes.Int16(-1), PgBytes.Int32(-1), PgBytes.Int16(0));

    private static byte[] Report(char type, string severity, string code, string message) => PgBytes.Message(
        type, PgBytes.Text("S" + severity), PgBytes.Text("V" + severity), PgBytes.Text("C" + code), PgBytes.Text("M" + message), [0]);

    private static byte[] Value(string? value) => value is null ? PgBytes.Int32(-1) : [.. PgBytes.Int32(Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)];
}
