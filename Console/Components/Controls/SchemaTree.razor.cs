using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Controls;

/// <summary>A connection's schema as an agent reads it. For pages that only admins and auditors see.</summary>
public sealed partial class SchemaTree
{
    /// <summary>Tables shown of one schema before somebody asks for more.</summary>
    private const int TablesAtOnce = 100;
    private static readonly TimeSpan typingPause = TimeSpan.FromMilliseconds(400);

    private readonly string id = $"schema-{Guid.NewGuid():N}";
    private readonly HashSet<string> toggled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> room = new(StringComparer.Ordinal);
    private TargetSchema? schema;
    private List<SchemaGroup> groups = [];
    private string? problem;
    private string? shown;
    private string filter = "";
    private bool busy;
    private bool asksAgent;
    private int typed;

    [Parameter, EditorRequired]
    public string Connection { get; set; } = "";

    [Inject]
    private AgentQuestions Questions { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot];

    private string Summary
    {
        get
        {
            var (tables, columns) = (groups.Sum(g => g.Tables.Count), groups.SelectMany(g => g.Tables).SelectMany(t => t.Columns).ToList());
            var masked = columns.Count(c => c.Rule is not null);
            var words = $"Database {schema!.Database}: {Count(tables, "table")}{(filter.Trim().Length > 0 ? " found" : "")}, {Count(columns.Count, "column")}, {masked} masked.";
            return schema.LeftOut > 0 ? $"{words} {Count(schema.LeftOut, "more table")} did not fit: type a part of the name to find {(schema.LeftOut == 1 ? "it" : "them")}." : words;
        }
    }

    /// <summary>At first, and whenever rules change. The page before it is interactive asks nobody.</summary>
    protected override async Task LoadAsync()
    {
        if (!RendererInfo.IsInteractive || busy) return;
        (busy, shown) = (true, Connection);
        StateHasChanged();
        try
        {
            var answer = await Questions.SchemaAsync(Connection, asksAgent ? filter : null, Actor, Gone);
            problem = answer.Problem;
            if (answer.Value is { } read)
            {
                schema = read;
                asksAgent |= read.LeftOut > 0;
            }
            Group();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            busy = false;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown is null || shown == Connection) return;
        (schema, problem, groups, asksAgent) = (null, null, [], false);
        await LoadAsync();
    }

    private Task AskAgainAsync() => LoadAsync();

    private async Task FilterAsync(ChangeEventArgs change)
    {
        filter = (string?)change.Value ?? "";
        toggled.Clear();
        Group();
        if (!asksAgent) return;
        // What did not fit is searched where it is, once the typing pauses.
        var mine = ++typed;
        await Task.Delay(typingPause, Time, Gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (mine == typed && !Gone.IsCancellationRequested) await LoadAsync();
    }

    private void Group()
    {
        var wanted = filter.Trim();
        groups =
        [
            .. (schema?.Tables ?? []).Where(t => wanted.Length == 0 || IsFound($"{t.Schema}.{t.Name}") || t.Columns.Any(c => IsFound(t, c)))
                .GroupBy(t => t.Schema, StringComparer.Ordinal).Select(g => new SchemaGroup(g.Key, [.. g])),
        ];
    }

    private bool IsFound(string name) => filter.Trim() is { Length: > 0 } wanted && name.Contains(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>By its name, or, where a dot was typed, by the table's name before it.</summary>
    private bool IsFound(TargetTable table, TargetColumn column) => IsFound(filter.Contains('.', StringComparison.Ordinal) ? $"{table.Schema}.{table.Name}.{column.Name}" : column.Name);

    /// <summary>One schema, or what was searched for, is open by itself.</summary>
    private bool IsOpen(SchemaGroup group) => (groups.Count == 1 || filter.Trim().Length > 0) != toggled.Contains(group.Name);

    /// <summary>A table is open by itself where a search found one of its columns.</summary>
    private bool IsOpen(TargetTable table) => (!IsFound($"{table.Schema}.{table.Name}") && table.Columns.Any(c => IsFound(table, c))) != toggled.Contains(KeyOf(table));

    private void Toggle(SchemaGroup group) => Flip(group.Name);

    private void Toggle(TargetTable table) => Flip(KeyOf(table));

    private void Flip(string key)
    {
        if (!toggled.Remove(key)) toggled.Add(key);
    }

    private int RoomOf(SchemaGroup group) => room.GetValueOrDefault(group.Name, TablesAtOnce);

    private void More(SchemaGroup group) => room[group.Name] = RoomOf(group) + TablesAtOnce;

    private string MaskAddress(TargetTable table, TargetColumn column) =>
        $"/masking/new?connection={Uri.EscapeDataString(Connection)}&column={Uri.EscapeDataString(SensitiveColumn.PatternOf(new ColumnName(table.Schema, table.Name, column.Name)))}";

    // No name has a zero in it.
    private static string KeyOf(TargetTable table) => $"{table.Schema}\0{table.Name}";

    private static string Expanded(bool open) => open ? "true" : "false";

    private static string Arrow(bool open) => open ? "expand_more" : "chevron_right";

    private static string Count(int number, string word) => $"{number.ToString("n0", System.Globalization.CultureInfo.InvariantCulture)} {word}{(number == 1 ? "" : "s")}";

    private sealed record SchemaGroup(string Name, ImmutableList<TargetTable> Tables);
}
