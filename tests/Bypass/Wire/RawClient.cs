using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace HoopLike.Bypass.Tests.Wire;

enum Mode { Simple, Text, Binary }

/// <summary>A PostgreSQL client that says what it is told to, message by message, and keeps every byte of the answers.</summary>
sealed class RawClient : IDisposable
{
    /// <summary>OIDs of text and text[].</summary>
    const int Texts = 25, TextArray = 1009;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    readonly TcpClient tcp = new() { NoDelay = true };
    readonly BufferedStream stream;
    int statements;

    RawClient(int port)
    {
        tcp.Connect("127.0.0.1", port);
        tcp.ReceiveTimeout = tcp.SendTimeout = (int)patience.TotalMilliseconds;
        stream = new BufferedStream(tcp.GetStream(), 65536);
    }

    /// <summary>The server or the gateway has ended the session.</summary>
    public bool IsClosed { get; private set; }

    /// <exception cref="InvalidOperationException">It was refused, with the words.</exception>
    /// <param name="application">By which the session is found again in the recordings.</param>
    public static RawClient Open(int port, string user, string password, string database, string application = "bypass", bool isReplication = false)
    {
        var client = new RawClient(port);
        client.Write([.. Int32(196608), .. Text("user"), .. Text(user), .. Text("database"), .. Text(database), .. Text("application_name"), .. Text(application), .. isReplication ? Text("replication") : [], .. isReplication ? Text("database") : [], 0], type: null);
        Scram? scram = null;
        while (true)
        {
            var message = client.Read() ?? throw new IOException("Closed while signing in.");
            switch (message.Type)
            {
                case 'E': throw new InvalidOperationException(message.ToString());
                case 'Z': return client;
                case 'R':
                    switch (BinaryPrimitives.ReadInt32BigEndian(message.Body))
                    {
                        case 3: client.Write(Text(password), 'p'); break;
                        case 10: client.Write([.. Text("SCRAM-SHA-256"), .. Sized((scram = new Scram(password)).First)], 'p'); break;
                        case 11: client.Write(Encoding.ASCII.GetBytes(scram!.Final(Encoding.ASCII.GetString(message.Body.AsSpan(4)))), 'p'); break;
                    }
                    break;
            }
        }
    }

    /// <summary>One message Query, and all that comes for it.</summary>
    public List<PgMessage> Query(string sql, string? copyData = null)
    {
        Write(Text(sql), 'Q');
        return ReadToReady(copyData, isExtended: false);
    }

    /// <summary>The extended protocol. In <see cref="Mode.Text"/> the unnamed statement and a Describe of the portal; in <see cref="Mode.Binary"/>, as drivers do that cache descriptions, a named statement which is described once.</summary>
    public List<PgMessage> Run(Step step, Mode mode)
    {
        if (mode == Mode.Simple) return Query(step.Sql, step.Data);
        var messages = new List<PgMessage>();
        var name = mode == Mode.Text ? "" : $"s{++statements}";
        IReadOnlyList<int> types = [];
        Write([.. Text(name), .. Text(step.Sql), 0, 0], 'P');
        if (mode == Mode.Binary)
        {
            Write([(byte)'S', .. Text(name)], 'D');
            Write([], 'S');
            messages.AddRange(ReadToReady(null));
            if (IsClosed || messages.Exists(m => m.Type == 'E')) return messages;
            types = messages.Find(m => m.Type == 't')!.ParameterTypes;
        }
        Bind(step, name, mode, types);
        if (mode == Mode.Text) Write([(byte)'P', .. Text("")], 'D');
        Write([.. Text(""), .. Int32(step.Rows)], 'E');
        if (step.Rows > 0) Write([.. Text(""), .. Int32(0)], 'E');
        Write([], 'S');
        messages.AddRange(ReadToReady(step.Data));
        return messages;
    }

    /// <summary>All steps before the first answer is read: extended with one Sync at the end, simple as Query messages in a row.</summary>
    public List<PgMessage> Pipeline(IReadOnlyList<Step> steps, Mode mode)
    {
        foreach (var step in steps)
        {
            if (mode == Mode.Simple)
            {
                Write(Text(step.Sql), 'Q');
                continue;
            }
            Write([.. Text(""), .. Text(step.Sql), 0, 0], 'P');
            Bind(step, "", mode, []);
            Write([(byte)'P', .. Text("")], 'D');
            Write([.. Text(""), .. Int32(step.Rows)], 'E');
        }
        if (mode != Mode.Simple) Write([], 'S');
        var messages = new List<PgMessage>();
        for (var left = mode == Mode.Simple ? steps.Count : 1; left > 0 && !IsClosed; left--) messages.AddRange(ReadToReady(null, mode != Mode.Simple));
        return messages;
    }

    /// <summary>The function call protocol: a message that names a function by its OID, and one argument in text.</summary>
    public List<PgMessage> Call(int function, string argument)
    {
        Write([.. Int32(function), .. Int16(1), .. Int16(0), .. Int16(1), .. Sized(argument), .. Int16(0)], 'F');
        return ReadToReady(null, isExtended: false);
    }

    public void Dispose()
    {
        try
        {
            if (!IsClosed) Write([], 'X');
        }
        catch (IOException)
        {
            // It is gone already, which is what was wanted.
        }
        stream.Dispose();
        tcp.Dispose();
    }

    /// <param name="types">Of the parameters, where they are known: then arrays of texts go in binary, as drivers send them.</param>
    void Bind(Step step, string name, Mode mode, IReadOnlyList<int> types)
    {
        var values = step.Bind.Select((v, i) => (Text: v, IsArray: v is not null && types.ElementAtOrDefault(i) == TextArray)).ToList();
        Write([.. Text(""), .. Text(name), .. Int16(values.Count), .. values.SelectMany(v => Int16(v.IsArray ? 1 : 0)), .. Int16(values.Count),
            .. values.SelectMany(v => v.Text is null ? Int32(-1) : v.IsArray ? Array(v.Text) : Sized(v.Text)), .. Int16(1), .. Int16(mode == Mode.Binary ? 1 : 0)], 'B');
    }

    /// <summary>What array_recv takes: dimensions, whether there are NULLs, the elements' type, length and lower bound, then the elements.</summary>
    static byte[] Array(string literal)
    {
        var elements = literal.Trim('{', '}').Split(',');
        byte[] array = [.. Int32(1), .. Int32(0), .. Int32(Texts), .. Int32(elements.Length), .. Int32(1), .. elements.SelectMany(Sized)];
        return [.. Int32(array.Length), .. array];
    }

    /// <param name="isExtended">The Sync that was sent with the Execute is lost when that asks for data (PostgreSQL manual, section 55.2.6).</param>
    List<PgMessage> ReadToReady(string? copyData, bool isExtended = true)
    {
        stream.Flush();
        var messages = new List<PgMessage>();
        while (Read() is { } message)
        {
            messages.Add(message);
            if (message.Type == 'Z') return messages;
            if (message.Type != 'G') continue;
            if (copyData is null) Write(Text("no data"), 'f');
            else
            {
                Write(Encoding.UTF8.GetBytes(copyData), 'd');
                Write([], 'c');
            }
            if (isExtended) Write([], 'S');
        }
        IsClosed = true;
        return messages;
    }

    PgMessage? Read()
    {
        stream.Flush();
        var header = new byte[5];
        try
        {
            if (stream.ReadAtLeast(header, 5, throwOnEndOfStream: false) < 5) return null;
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            stream.ReadExactly(body);
            return new PgMessage((char)header[0], body);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    void Write(byte[] body, char? type)
    {
        if (type is { } letter) stream.WriteByte((byte)letter);
        stream.Write(Int32(body.Length + 4));
        stream.Write(body);
    }

    static byte[] Text(string value) => [.. Encoding.UTF8.GetBytes(value), 0];

    static byte[] Sized(string value) => [.. Int32(Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)];

    static byte[] Int16(int value) => [(byte)(value >> 8), (byte)value];

    static byte[] Int32(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
