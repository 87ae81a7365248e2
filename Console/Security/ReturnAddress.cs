namespace HoopLike.Console.Security;

/// <summary>Where a browser goes after signing in: to a page of ours, never to somebody else's.</summary>
public static class ReturnAddress
{
    /// <summary>The path asked for; the first page for anything that is no path of ours or that a browser takes for another host.</summary>
    public static string Of(string? asked) => asked is ['/', ..] and not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl) ? asked : "/";
}
