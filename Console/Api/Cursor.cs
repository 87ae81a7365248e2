using System.Buffers.Text;
using System.Text;

namespace HoopLike.Console.Api;

/// <summary>A page of a list, and where the next one begins (null at the end).</summary>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a page ended: a moment and an id, in a form that callers hand back unread.</summary>
internal static class Cursor
{
    public const int PageSize = 50;
    public const int LargestPage = 500;

    public static string Write(DateTimeOffset at, Guid id) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{at.UtcTicks}:{id:N}"));

    /// <summary>False for text that no page ever gave.</summary>
    public static bool TryRead(string? text, out (DateTimeOffset At, Guid Id)? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[0], out var ticks) || ticks < 0 || ticks > DateTime.MaxValue.Ticks || !Guid.TryParse(parts[1], out var id)) return false;
        position = (new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }

    public static int Limit(int? asked) => Math.Clamp(asked ?? PageSize, 1, LargestPage);
}
