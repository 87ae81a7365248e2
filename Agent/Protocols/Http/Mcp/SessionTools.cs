using System.Collections.Concurrent;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Policy;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>The tools that one caller was shown over one connection, and how they stand. What it was shown is what it calls, whatever others were shown meanwhile. Thread-safe.</summary>
internal sealed class SessionTools(ToolBook book, string connection)
{
    private readonly ConcurrentDictionary<string, ToolDefinition> shown = new(StringComparer.Ordinal);

    /// <summary>The server shows a tool.</summary>
    public void See(RequestRules rules, ToolDefinition tool)
    {
        var policies = rules.Snapshot.Policies.Where(p => p.Http is { ToolChanges.IsDefaultOrEmpty: false } && p.Connections.Matches(rules.Connection)).ToList();
        if (policies.Count == 0) return;
        shown[tool.Name] = tool;
        book.See(connection, tool, approvesFirst: !policies.Exists(p => p.Http!.ToolChanges.Contains(nameof(ToolStanding.New), StringComparer.OrdinalIgnoreCase)));
    }

    public ToolStanding StandingOf(string tool) => book.Of(connection, tool, shown.GetValueOrDefault(tool)?.Fingerprint);

    /// <summary>What was approved of a tool, and what it says of itself now.</summary>
    public (ToolDefinition? Approved, ToolDefinition? Now) Read(string tool)
    {
        var (approved, seen) = book.Read(connection, tool);
        return (approved, shown.GetValueOrDefault(tool) ?? seen);
    }

    public void Approve(ToolDefinition tool) => book.Approve(connection, tool);
}
