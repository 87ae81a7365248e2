namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Random client programs that write, fail, and begin and end transactions in all the ways there are; they end in a Sync.</summary>
internal static class CommitPrograms
{
    private static readonly string[] texts =
    [
        "insert into a values (3)", "insert into a values (4, 'four') returning id", "update a set word = 'x' where id < 3", "delete from a where id = 4", "insert into b values (77)", "insert into b values (1)",
        "select 'one'", "select 1/0", "begin", "begin isolation level serializable", "begin read only", "commit", "end", "rollback", "commit and chain", "rollback and chain",
        "savepoint s", "rollback to s", "release s", "set transaction isolation level repeatable read", "set constraints all immediate", "", "select nothing", "create temp table if not exists c (x int)",
    ];

    public static byte[] Random(Random random, int messages)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < messages; i++) bytes.AddRange(Message(random));
        bytes.AddRange(Ask.Sync);
        return [.. bytes];
    }

    private static byte[] Message(Random random) => random.Next(10) switch
    {
        0 or 1 or 2 => Ask.Query(Text(random)),
        3 or 4 => Ask.Query(string.Join("; ", Enumerable.Range(0, 2 + random.Next(3)).Select(_ => Text(random)))),
        5 or 6 or 7 => Ask.Run(Text(random)),
        8 => PgBytes.Join(Ask.Parse("", Text(random)), Ask.Bind("", ""), Ask.DescribePortal(""), Ask.Execute("", random.Next(2)), Ask.Execute("", 0)),
        _ => Ask.Sync,
    };

    private static string Text(Random random) => texts[random.Next(texts.Length)];
}
