namespace HoopLike.Bypass.Tests.Wire;

/// <summary>One statement as a client sends it.</summary>
sealed record Step(string Sql)
{
    /// <summary>Values in text format; with any of them the step cannot be said in the simple protocol.</summary>
    public IReadOnlyList<string?> Bind { get; init; } = [];

    /// <summary>What is sent when the server asks for COPY data.</summary>
    public string? Data { get; init; }

    /// <summary>Execute asks for so many rows first, and for the rest after that; 0 for all at once.</summary>
    public int Rows { get; init; }

    /// <summary>Which of the attempt's sessions says it.</summary>
    public int Session { get; init; } = 1;
}
