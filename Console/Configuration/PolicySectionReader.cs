using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Reads <c>policies</c>.</summary>
internal static class PolicySectionReader
{
    /// <summary>Days as the file has them, Sunday first as in <see cref="DayOfWeek"/>.</summary>
    private enum Day { Sun, Mon, Tue, Wed, Thu, Fri, Sat }

    public static PolicyConfig Read(YamlMap map)
    {
        var (sql, http) = Match(map.Map("match"));
        return new PolicyConfig
        {
            Name = map.RequiredText("name"),
            Effect = map.RequiredWord<PolicyEffect>("effect"),
            Scope = map.RequiredWord<PolicyScope>("scope"),
            Mode = map.Word<PolicyMode>("mode") ?? PolicyMode.Enforce,
            At = map.Word<PolicyMoment>("at") ?? PolicyMoment.Statement,
            Subjects = Subjects(map.Map("subjects")),
            Connections = Connections(map.Map("connections")),
            Sql = sql,
            Http = http,
            When = Window(map.Map("when")),
            Approval = Approval(map.Map("approval")),
            Message = map.Text("message"),
        };
    }

    public static SubjectMatch Subjects(YamlMap? map)
    {
        if (map is null) return new SubjectMatch();
        var match = new SubjectMatch { Groups = map.TextList("groups"), Identities = map.TextList("identities"), Kinds = map.WordList<CallerKind>("kinds") };
        map.End();
        return match;
    }

    public static ConnectionMatch Connections(YamlMap? map)
    {
        if (map is null) return new ConnectionMatch();
        var match = new ConnectionMatch { Names = map.TextList("names"), Tags = map.Pairs("tags") };
        map.End();
        return match;
    }

    private static (SqlMatch? Sql, HttpMatch? Http) Match(YamlMap? map)
    {
        if (map is null) return (null, null);
        foreach (var protocol in new[] { "ssh", "kubernetes" })
        {
            if (map.Has(protocol)) map.Mistake(protocol, "cannot be enforced: no connection of this protocol is available in this version.");
        }

        SqlMatch? match = null;
        if (map.Map("sql") is { } sql)
        {
            match = new SqlMatch { Kinds = sql.TextList("kinds"), Tables = sql.TextList("tables"), Functions = sql.TextList("functions"), WithoutWhere = sql.Flag("withoutWhere") ?? false };
            sql.End();
        }

        var http = Http(map.Map("http"));
        map.End();
        return (match, http);
    }

    private static HttpMatch? Http(YamlMap? map)
    {
        if (map is null) return null;
        var match = new HttpMatch
        {
            Methods = map.TextList("methods"), Paths = map.TextList("paths"), IgnorePathCase = map.Flag("ignorePathCase") ?? false,
            Headers = map.TextLists("headers"), JsonPaths = map.TextLists("jsonPaths"), Models = map.TextList("models"), Tools = map.TextList("tools"),
            MaxTokens = Tokens(map.Map("maxTokens")), Graphql = Graphql(map.Map("graphql")), ServerRequests = map.TextList("serverRequests"), ToolChanges = map.TextList("toolChanges"),
        };
        map.End();
        return match;
    }

    private static TokenLimitMatch? Tokens(YamlMap? map)
    {
        if (map is null) return null;
        if (!map.Has("above")) map.Mistake("above", "is missing.");
        var match = map.Number("above", 0, int.MaxValue) is { } above ? new TokenLimitMatch(above) : null;
        map.End();
        return match;
    }

    private static GraphqlMatch? Graphql(YamlMap? map)
    {
        if (map is null) return null;
        var match = new GraphqlMatch { Kinds = map.TextList("kinds"), Fields = map.TextList("fields") };
        map.End();
        return match;
    }

    private static TimeWindow? Window(YamlMap? map)
    {
        if (map is null) return null;
        ImmutableArray<DayOfWeek> days = [.. map.WordList<Day>("days").Select(d => (DayOfWeek)(int)d)];
        var window = new TimeWindow(days, Time(map, "from") ?? TimeSpan.Zero, Time(map, "to") ?? TimeSpan.FromHours(24), map.Text("zone") ?? "Etc/UTC");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone, out _)) map.Mistake("zone", $"'{window.Zone}' is no time zone such as Europe/Berlin.");
        map.End();
        return window;
    }

    private static TimeSpan? Time(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text) return null;
        if (text == "24:00") return TimeSpan.FromHours(24);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time.ToTimeSpan();
        map.Mistake(key, $"'{text}' is no time such as \"08:30\" or \"24:00\".");
        return null;
    }

    private static ApprovalRequirement? Approval(YamlMap? map)
    {
        if (map is null) return null;
        var approval = new ApprovalRequirement(map.TextList("groups"), map.Number("required", 1, 20) ?? 1, map.Number("timeoutSeconds", 1, 86400) ?? 300, map.Number("grantMinutes", 1, 43200));
        map.End();
        return approval;
    }
}
