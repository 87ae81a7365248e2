using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>What came for one statement: columns, or an error, or a command tag alone.</summary>
sealed record Answer(IReadOnlyList<PgMessage> Messages)
{
    public IReadOnlyList<string> Columns => Messages.FirstOrDefault(m => m.Type == 'T')?.ColumnNames ?? [];

    public IReadOnlyList<IReadOnlyList<byte[]?>> Rows { get; } = [.. Messages.Where(m => m.Type == 'D').Select(m => m.Cells)];

    /// <summary>The SQLSTATE; null where there is none.</summary>
    public string? Error => Messages.FirstOrDefault(m => m.Type == 'E')?.Fields.GetValueOrDefault('C');

    public string Tag => string.Join(' ', Messages.Where(m => m.Type is 'C' or 'E').Select(m => m.ToString()));

    /// <summary>Column from 1; null for NULL.</summary>
    public IReadOnlyList<string?> Cells(int column) => [.. Rows.Select(r => r[column - 1] is { } cell ? Convert.ToHexStringLower(cell) : null)];

    public string Shown(int column) => string.Join(", ", Rows.Take(4).Select(r => PgMessage.Shown(r[column - 1])));
}
