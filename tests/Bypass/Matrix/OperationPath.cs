using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>A way by which an operation reaches the target and its answer the client. In texts <c>{row}</c> stands for the row that is this path's own; a line is a statement of its own.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Title">What people call it.</param>
sealed record OperationPath(string Name, string Title)
{
    const string PlainRead = "select word from secrets where id = {row}";
    const string PlainWrite = "update secrets set n = n + 1 where id = {row}";
    const string PlainChoice = "select id from secrets where word like 'ada%' and id = {row}";

    /// <summary>Shows a masked word, if nothing keeps it from doing so; null where the path shows nothing.</summary>
    public string? Read { get; init; } = PlainRead;

    /// <summary>Changes the row; null where the path changes nothing.</summary>
    public string? Write { get; init; } = PlainWrite;

    /// <summary>Chooses rows by the masked column; null where the path chooses none.</summary>
    public string? Choice { get; init; } = PlainChoice;

    /// <summary>Looks for the row by a token, <c>{token}</c>; null where a value of the caller's has no place.</summary>
    public string? Lookup { get; init; }

    /// <summary>How it says one text.</summary>
    public Func<RawClient, string, List<PgMessage>> Say { get; init; } = (client, sql) => client.Query(sql);

    /// <param name="values">What stands for the words in braces.</param>
    public List<PgMessage> SayAll(RawClient client, string texts, IReadOnlyDictionary<string, string> values)
    {
        var answers = new List<PgMessage>();
        foreach (var text in texts.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!client.IsClosed) answers.AddRange(Say(client, values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal))));
        return answers;
    }

    public override string ToString() => Name;
}
