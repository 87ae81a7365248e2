using System.Buffers.Text;
using System.Globalization;
using System.Text;
using HoopLike.Console.Agents.Backtests;

namespace HoopLike.Console.Api;

/// <summary>Where a page of a backtest ended, in a form that callers hand back unread.</summary>
internal static class BacktestCursor
{
    public static string Write(BacktestPosition at) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.StartedAt.UtcTicks}:{at.Session:N}:{at.Sequence}")));

    /// <summary>False for text that no page ever gave.</summary>
    public static bool TryRead(string? text, out BacktestPosition? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(':');
        if (parts.Length != 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTime.MaxValue.Ticks || !Guid.TryParse(parts[1], out var session)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        position = new BacktestPosition(new DateTimeOffset(ticks, TimeSpan.Zero), session, sequence);
        return true;
    }
}
