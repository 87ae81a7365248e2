using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

/// <summary>A policy while somebody writes it: what belongs to another effect or scope is kept, and left out of the result.</summary>
public sealed class PolicyDraft
{
    public string Name { get; set; } = "";
    public PolicyEffect Effect { get; set; } = PolicyEffect.Deny;
    public PolicyScope Scope { get; set; } = PolicyScope.Operation;
    public PolicyMode Mode { get; set; } = PolicyMode.Enforce;
    public PolicyMoment At { get; set; } = PolicyMoment.Statement;
    public ImmutableArray<string> Groups { get; set; } = [];
    public ImmutableArray<string> Identities { get; set; } = [];
    public ImmutableArray<CallerKind> Kinds { get; set; } = [];
    public ImmutableArray<string> Connections { get; set; } = [];
    /// <summary>As <c>key=value</c>.</summary>
    public ImmutableArray<string> Tags { get; set; } = [];
    public ImmutableArray<string> SqlKinds { get; set; } = [];
    public ImmutableArray<string> Tables { get; set; } = [];
    public ImmutableArray<string> Functions { get; set; } = [];
    public bool WithoutWhere { get; set; }
    /// <summary>Written in the file: kept as it is.</summary>
    public HttpMatch? Http { get; set; }
    public bool HasWindow { get; set; }
    public ImmutableArray<DayOfWeek> Days { get; set; } = [];
    /// <summary>As <c>08:00</c>.</summary>
    public string From { get; set; } = "00:00";
    /// <summary>As <see cref="From"/>; midnight ends the day.</summary>
    public string To { get; set; } = "00:00";
    public string Zone { get; set; } = "Etc/UTC";
    public ImmutableArray<string> Approvers { get; set; } = [];
    public int Required { get; set; } = 1;
    public int TimeoutSeconds { get; set; } = 300;
    public int GrantMinutes { get; set; } = 30;
    public string Message { get; set; } = "";

    public static PolicyDraft Of(PolicyConfig p) => new()
    {
        Name = p.Name, Effect = p.Effect, Scope = p.Scope, Mode = p.Mode, At = p.At,
        Groups = p.Subjects.Groups, Identities = p.Subjects.Identities, Kinds = p.Subjects.Kinds,
        Connections = p.Connections.Names, Tags = [.. p.Connections.Tags.Select(t => $"{t.Key}={t.Value}")],
        SqlKinds = p.Sql?.Kinds ?? [], Tables = p.Sql?.Tables ?? [], Functions = p.Sql?.Functions ?? [], WithoutWhere = p.Sql?.WithoutWhere ?? false,
        Http = p.Http,
        HasWindow = p.When is not null, Days = p.When?.Days ?? [], From = Clock(p.When?.From), To = Clock(p.When?.To), Zone = p.When?.Zone ?? "Etc/UTC",
        Approvers = p.Approval?.Groups ?? [], Required = p.Approval?.Required ?? 1, TimeoutSeconds = p.Approval?.TimeoutSeconds ?? 300, GrantMinutes = p.Approval?.GrantMinutes ?? 0,
        Message = p.Message ?? "",
    };

    /// <summary>What the configuration would hold. The policy need not be right.</summary>
    public PolicyConfig ToConfig() => new()
    {
        Name = Name.Trim(),
        Effect = Effect,
        Scope = Scope,
        Mode = Mode,
        At = Effect == PolicyEffect.Approve && Scope == PolicyScope.Operation ? At : PolicyMoment.Statement,
        Subjects = new SubjectMatch { Groups = Groups, Identities = Identities, Kinds = Kinds },
        Connections = new ConnectionMatch { Names = Connections, Tags = Tags.Where(t => t.Contains('=', StringComparison.Ordinal)).Select(t => t.Split('=', 2)).DistinctBy(t => t[0]).ToImmutableSortedDictionary(t => t[0], t => t[1], StringComparer.Ordinal) },
        Sql = Match(),
        Http = Scope == PolicyScope.Operation ? Http : null,
        When = HasWindow ? new TimeWindow(Days, Time(From), Time(To) is var to && to == TimeSpan.Zero ? TimeSpan.FromHours(24) : to, Zone.Trim()) : null,
        Approval = Effect == PolicyEffect.Approve ? new ApprovalRequirement(Approvers, Required, TimeoutSeconds, Scope == PolicyScope.Session && GrantMinutes > 0 ? GrantMinutes : null) : null,
        Message = Effect == PolicyEffect.Deny && !string.IsNullOrWhiteSpace(Message) ? Message.Trim() : null,
    };

    private SqlMatch? Match() => Scope == PolicyScope.Operation && !(SqlKinds.IsEmpty && Tables.IsEmpty && Functions.IsEmpty && !WithoutWhere)
        ? new SqlMatch { Kinds = SqlKinds, Tables = Tables, Functions = Functions, WithoutWhere = WithoutWhere }
        : null;

    private static string Clock(TimeSpan? time) => string.Create(CultureInfo.InvariantCulture, $"{(int)(time?.TotalHours ?? 0) % 24:00}:{time?.Minutes ?? 0:00}");

    private static TimeSpan Time(string text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.ToTimeSpan() : TimeSpan.Zero;
}
