using System.Text.Json;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http.Mcp;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>What was approved of the tools of MCP servers, connection by connection, and what they said of themselves last. Survives a restart. Thread-safe.</summary>
/// <param name="file">Sealed with the agent's key.</param>
internal sealed class ToolBook(SealedFile file, ILogger<ToolBook> log)
{
    public const string FileName = "mcp-tools.sealed";

    public const string Magic = "HLMT1";

    private readonly Lock gate = new();
    private Dictionary<string, Dictionary<string, Entry>>? connections;
    private bool isLost;

    /// <summary>How a tool stands.</summary>
    /// <param name="fingerprint">Of what the caller was shown; null for what anybody was shown last.</param>
    public ToolStanding Of(string connection, string tool, string? fingerprint)
    {
        lock (gate)
        {
            var entry = Find(connection, tool);
            if (entry?.Approved is not { } approved) return isLost ? ToolStanding.Changed : ToolStanding.New;
            return (fingerprint ?? entry.Seen.Fingerprint) == approved.Fingerprint ? ToolStanding.Approved : ToolStanding.Changed;
        }
    }

    /// <summary>A server has shown a tool.</summary>
    /// <param name="approvesFirst">No policy asks about new tools: what is seen first counts as approved.</param>
    public void See(string connection, ToolDefinition tool, bool approvesFirst)
    {
        lock (gate)
        {
            var entry = Find(connection, tool.Name);
            var approved = entry?.Approved ?? (approvesFirst && !isLost ? tool : null);
            if (entry is not null && entry.Seen == tool && entry.Approved == approved) return;
            Tools(connection)[tool.Name] = new Entry(approved, tool);
            Store();
        }
    }

    /// <summary>Somebody approved the tool as it was shown in the question.</summary>
    public void Approve(string connection, ToolDefinition tool)
    {
        lock (gate)
        {
            Tools(connection)[tool.Name] = new Entry(tool, Find(connection, tool.Name)?.Seen ?? tool);
            Store();
        }
    }

    /// <summary>What was approved of it, and what anybody was shown last; null for what there is not.</summary>
    public (ToolDefinition? Approved, ToolDefinition? Seen) Read(string connection, string tool)
    {
        lock (gate)
        {
            var entry = Find(connection, tool);
            return (entry?.Approved, entry?.Seen);
        }
    }

    private Entry? Find(string connection, string tool) => Tools(connection).GetValueOrDefault(tool);

    private Dictionary<string, Entry> Tools(string connection)
    {
        connections ??= Load();
        if (file.IsOfOlderKey) Store();
        if (!connections.TryGetValue(connection, out var tools)) connections[connection] = tools = new Dictionary<string, Entry>(StringComparer.Ordinal);
        return tools;
    }

    /// <summary>A book that cannot be read is no empty one: what it said of tools is not known, and so each counts as changed.</summary>
    private Dictionary<string, Dictionary<string, Entry>> Load()
    {
        try
        {
            return file.Load() is { } json ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Entry>>>(json, SnapshotJson.Plain)! : new(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or System.Security.Cryptography.CryptographicException)
        {
            log.ToolsForgotten(file.Path, e.Message);
            isLost = true;
            return new(StringComparer.Ordinal);
        }
    }

    private void Store()
    {
        try
        {
            file.Store(JsonSerializer.SerializeToUtf8Bytes(connections, SnapshotJson.Plain));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.ToolsNotKept(file.Path, e.Message);
        }
    }

    private sealed record Entry(ToolDefinition? Approved, ToolDefinition Seen);
}
