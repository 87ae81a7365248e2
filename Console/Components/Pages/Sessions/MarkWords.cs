using HoopLike.Console.Sessions.Replay;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>Kinds of marks in words, for people and for addresses.</summary>
internal static class MarkWords
{
    /// <summary>Those that an operation can have, in the order in which they are shown.</summary>
    public static IReadOnlyList<MarkKind> Shown { get; } = [MarkKind.Denied, MarkKind.Held, MarkKind.Approved, MarkKind.Masked, MarkKind.Error];

    public static string Of(MarkKind kind) => kind switch
    {
        MarkKind.Operation => "operations",
        MarkKind.Error => "errors",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The class that colours it.</summary>
    public static string ClassOf(MarkKind kind) => "mark-" + kind.ToString().ToLowerInvariant();

    /// <summary>One kind as the word of a badge.</summary>
    public static string BadgeOf(MarkKind kind) => kind == MarkKind.Error ? "error" : Of(kind);

    public static IReadOnlyCollection<MarkKind> Read(string? words) => [.. Shown.Where(k => words?.Split(',').Contains(Of(k)) == true)];

    /// <summary>Null for none.</summary>
    public static string? Write(IReadOnlyCollection<MarkKind> kinds) => kinds.Count == 0 ? null : string.Join(',', kinds.Select(Of));
}
