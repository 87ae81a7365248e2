namespace HoopLike.Architecture.Tests;

/// <summary>The rooms of one program, from the top floor down: a room may use its own floor and those below it, never one above.</summary>
/// <param name="Assembly">File name of the program, without extension.</param>
/// <param name="Free">Rooms that all may use and that may use only what is below every floor.</param>
sealed record RoomPlan(string Project, string Assembly, string[][] Floors, string[] Free)
{
    public static readonly RoomPlan Agent = new("Agent", "hooplike",
        [["Commands"], ["Callers"], ["Listening"], ["Protocols"], ["Gates", "Targets", "Recording"], ["Link"], ["Sessions"]],
        ["Diagnostics"]);

    public static readonly RoomPlan Console = new("Console", "HoopLike.Console",
        [["Components", "Api"], ["Configuration"], ["Agents"], ["Approvals", "Sessions", "Connections", "Policies", "Masking", "Identities"], ["Live", "Audit", "Security"], ["Data"]],
        []);

    public string Prefix => $"HoopLike.{Project}.";

    /// <summary>The room that a namespace belongs to; null for the root namespace (Program.cs may use all) and for everybody else's.</summary>
    public string? RoomOf(string? space) =>
        space is not null && space.StartsWith(Prefix, StringComparison.Ordinal) ? space[Prefix.Length..].Split('.')[0] : null;

    public bool Knows(string room) => Free.Contains(room) || Floors.Any(f => f.Contains(room));

    public bool MayUse(string from, string to) =>
        from == to || Free.Contains(to) || (!Free.Contains(from) && FloorOf(from) <= FloorOf(to));

    public override string ToString() => Project;

    int FloorOf(string room) => Array.FindIndex(Floors, f => f.Contains(room));
}
