using System.Text.Json;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <summary>How far a backtest came.</summary>
internal sealed record BacktestProgressLine(string Type, long Operations, long Expected, long Changed);

/// <summary>One change.</summary>
internal sealed record BacktestChangeLine(string Type, BacktestItem Change);

/// <summary>The end: what was found in all.</summary>
internal sealed record BacktestReportLine(string Type, BacktestAnswer Report);

/// <summary>A backtest as NDJSON, written while it runs: changes as they are found, how far it is, and the report at the end. Nothing of it is kept in memory.</summary>
internal sealed class BacktestLines(PolicyBacktest backtest, BacktestQuestion question) : IResult
{
    private const string ContentType = "application/x-ndjson";
    private const int FlushAt = 16 * 1024;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);
    private static readonly byte[] end = "\n"u8.ToArray();

    public static bool AreAsked(HttpRequest request) => request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        var writer = response.BodyWriter;
        try
        {
            var report = await backtest.RunAsync(question with { Patience = patience }, WriteChangeAsync, WriteProgressAsync, stop);
            await WriteAsync(new BacktestReportLine("report", BacktestAnswer.Of(report, [], report.Next)), flush: true);
        }
        catch (BacktestBusyException e) when (!response.HasStarted)
        {
            await Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(httpContext);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader went away.
        }

        ValueTask WriteChangeAsync(ChangedOperation changed) => WriteAsync(new BacktestChangeLine("change", BacktestItem.Of(changed)), flush: false);

        ValueTask WriteProgressAsync(BacktestProgress p) => WriteAsync(new BacktestProgressLine("progress", p.Operations, p.Expected, p.Changed), flush: true);

        async ValueTask WriteAsync<T>(T line, bool flush)
        {
            await using (var json = new Utf8JsonWriter(writer)) JsonSerializer.Serialize(json, line, SnapshotJson.Plain);
            System.Buffers.BuffersExtensions.Write(writer, end);
            if (flush || writer.UnflushedBytes > FlushAt) await writer.FlushAsync(stop);
        }
    }
}
