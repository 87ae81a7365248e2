using System.Globalization;
using System.Text;
using System.Text.Json;
using HoopLike.Console.Audit;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <summary>Audit entries as a file that is written while it is read: NDJSON, or CSV that a spreadsheet takes for text and never for a formula.</summary>
internal sealed class AuditFile(IAsyncEnumerable<AuditEntity> entries, bool asCsv) : IResult
{
    private const int FlushAt = 64 * 1024;
    private const string Header = "sequence,at,actor,address,action,target,before,after,detail,previousHash,hash\r\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = asCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=hooplike-audit.{(asCsv ? "csv" : "ndjson")}";
        await response.StartAsync(stop);
        var writer = response.BodyWriter;
        if (asCsv) Encoding.UTF8.GetBytes(Header, writer);
        await foreach (var entry in entries.WithCancellation(stop))
        {
            Encoding.UTF8.GetBytes(asCsv ? Line(entry) : JsonSerializer.Serialize(AuditApi.Answer(entry), SnapshotJson.Plain) + "\n", writer);
            if (writer.UnflushedBytes > FlushAt) await writer.FlushAsync(stop);
        }

        await writer.FlushAsync(stop);
    }

    private static string Line(AuditEntity e)
    {
        string?[] cells =
        [
            e.Sequence.ToString(CultureInfo.InvariantCulture), e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), e.Actor, e.Address, e.Action, e.Target, e.Before, e.After, e.Detail, e.PreviousHash, e.Hash,
        ];
        return string.Join(',', cells.Select(Cell)) + "\r\n";
    }

    /// <summary>An apostrophe before what a spreadsheet would work out; quotes around everything.</summary>
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var safe = text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text[0] is '\t' or '\r' or '\n' ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
