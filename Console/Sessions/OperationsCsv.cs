using System.Buffers;
using System.Globalization;
using System.Text;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>A session's operations as a table for spreadsheets (RFC 4180), a page of them in memory at a time.</summary>
public sealed class OperationsCsv(ConsoleDbFactory databases)
{
    private const int Page = 1000;

    /// <summary>Cells that begin so are taken for formulas by spreadsheets; an apostrophe before them keeps them text.</summary>
    private static readonly SearchValues<char> formulas = SearchValues.Create("=+-@\t\r\n");

    /// <summary>The lines, beginning with the names of the columns; each ends with CR LF.</summary>
    public async IAsyncEnumerable<string> LinesAsync(Guid session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "number,sequence,at,verdict,policy,kinds,tables,text,caller\r\n";
        string caller;
        await using (var db = databases.CreateDbContext())
            caller = Cell((await db.Set<SessionEntity>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == session, cancellationToken))?.Caller ?? "");
        var after = -1L;
        while (true)
        {
            List<OperationEntity> page;
            await using (var db = databases.CreateDbContext())
                page = await db.Set<OperationEntity>().AsNoTracking().Where(o => o.SessionId == session && o.Sequence > after).OrderBy(o => o.Sequence).Take(Page).ToListAsync(cancellationToken);
            foreach (var operation in page) yield return Line(operation, caller);
            if (page.Count < Page) yield break;
            after = page[^1].Sequence;
        }
    }

    private static string Line(OperationEntity o, string caller) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.Number},{o.Sequence},{o.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ},{Cell(o.Verdict)},{Cell(o.Policy ?? "")},{Cell(string.Join(' ', o.Kinds))},{Cell(string.Join(' ', o.Tables))},{Cell(o.Text)},{caller}\r\n");

    private static string Cell(string value)
    {
        var cell = new StringBuilder(value.Length + 3).Append('"');
        if (value.AsSpan().TrimStart(' ') is [var first, ..] && formulas.Contains(first)) cell.Append('\'');
        return cell.Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }
}
