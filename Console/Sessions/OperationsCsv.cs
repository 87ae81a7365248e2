using System.Buffers;
using System.Globalization;
using System.Text;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions.Runs;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>A session's operations as a table for spreadsheets (RFC 4180), a page of them in memory at a time. What became of them stands there for requests, and for statements of a run.</summary>
public sealed class OperationsCsv(ConsoleDbFactory databases)
{
    private const int Page = 1000;

    /// <summary>Cells that begin so are taken for formulas by spreadsheets; an apostrophe before them keeps them text.</summary>
    private static readonly SearchValues<char> formulas = SearchValues.Create("=+-@\t\r\n");

    /// <summary>The lines, beginning with the names of the columns; each ends with CR LF.</summary>
    public async IAsyncEnumerable<string> LinesAsync(Guid session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "number,sequence,at,verdict,policy,kinds,tables,text,caller,status,tookMicros,sentBytes,receivedBytes,maskedValues,run,thread,trace\r\n";
        string caller;
        await using (var db = databases.CreateDbContext())
            caller = Cell((await db.Set<SessionEntity>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == session, cancellationToken))?.Caller ?? "");
        var after = -1L;
        while (true)
        {
            List<OperationEntity> page;
            Dictionary<long, StepEntity> steps;
            await using (var db = databases.CreateDbContext())
            {
                page = await db.Set<OperationEntity>().AsNoTracking().Where(o => o.SessionId == session && o.Sequence > after).OrderBy(o => o.Sequence).Take(Page).ToListAsync(cancellationToken);
                var (first, last) = (page.Select(o => o.Number).DefaultIfEmpty(0).Min(), page.Select(o => o.Number).DefaultIfEmpty(-1).Max());
                steps = await db.Set<StepEntity>().AsNoTracking().Where(s => s.SessionId == session && s.Number >= first && s.Number <= last).ToDictionaryAsync(s => s.Number, cancellationToken);
            }

            foreach (var operation in page) yield return Line(operation, caller, steps.GetValueOrDefault(operation.Number));
            if (page.Count < Page) yield break;
            after = page[^1].Sequence;
        }
    }

    private static string Line(OperationEntity o, string caller, StepEntity? step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.Number},{o.Sequence},{o.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ},{Cell(o.Verdict)},{Cell(o.Policy ?? "")},{Cell(string.Join(' ', o.Kinds))},{Cell(string.Join(' ', o.Tables))},{Cell(o.Text)},{caller},{step?.Status},{(long?)step?.Took?.TotalMicroseconds},{step?.Sent},{step?.Received},{step?.MaskedValues},{Cell(step?.Run)},{Cell(step?.Thread)},{Cell(step?.Trace)}\r\n");

    /// <summary>Nothing where there is none.</summary>
    private static string Cell(string? value)
    {
        if (value is null) return "";
        var cell = new StringBuilder(value.Length + 3).Append('"');
        if (value.AsSpan().TrimStart(' ') is [var first, ..] && formulas.Contains(first)) cell.Append('\'');
        return cell.Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }
}
