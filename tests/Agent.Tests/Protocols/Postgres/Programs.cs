namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Random client programs: orderly or not, as long as they end in a Sync.</summary>
internal static class Programs
{
    private static readonly string[] names = ["", "", "a", "b"];

    private static readonly string[] texts =
    [
        "select 'one'", "select 'two' union all select 'three'", "begin", "commit", "rollback", "select 1/0", "selec 1", "", "insert into t values (1)", "drop table if exists nothing",
        "deallocate a", "prepare b as select 'prepared'", "declare a cursor for select 'cursor'", "close a", "fetch a", "discard all", "savepoint p", "rollback to p", "set application_name = 'x'", "select 'ü\\'",
    ];

    /// <summary>Denies what drops, holds what inserts.</summary>
    public static Word Judge(string? text) => text switch
    {
        null => Word.Allow,
        _ when text.StartsWith("drop", StringComparison.Ordinal) => Word.Deny,
        _ when text.StartsWith("insert", StringComparison.Ordinal) => Word.Hold,
        _ => Word.Allow,
    };

    public static byte[] Random(Random random, int messages)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < messages; i++) bytes.AddRange(Message(random));
        bytes.AddRange(Ask.Sync);
        return [.. bytes];
    }

    /// <summary>A program as text, for the message of a failed test.</summary>
    public static string Shown(byte[] program) => string.Join('\n', PgBytes.Messages(program).Select(static m => $"{m.Type} {System.Text.Encoding.UTF8.GetString(m.Body).Replace('\0', ' ')}"));

    private static byte[] Message(Random random)
    {
        var name = names[random.Next(names.Length)];
        var other = names[random.Next(names.Length)];
        var text = texts[random.Next(texts.Length)];
        return random.Next(16) switch
        {
            0 or 1 or 2 => Ask.Query(random.Next(4) == 0 ? $"{text}; {texts[random.Next(texts.Length)]}" : text),
            3 or 4 or 5 => Ask.Run(text),
            6 => Ask.Parse(name, text),
            7 => Ask.Bind(name, other),
            8 => Ask.Execute(name, random.Next(2)),
            9 => Ask.DescribePortal(name),
            10 => Ask.DescribeStatement(name),
            11 => Ask.ClosePortal(name),
            12 => Ask.CloseStatement(name),
            13 => Ask.Flush,
            _ => Ask.Sync,
        };
    }
}
