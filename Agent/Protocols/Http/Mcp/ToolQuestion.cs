using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>The question whether tools that are called may be what they say they are now: both descriptions for people to read, and what is approved by a yes.</summary>
internal sealed class ToolQuestion
{
    /// <summary>Characters of one description; what is longer is cut, and says so.</summary>
    private const int Longest = 6000;

    private readonly SessionTools tools;
    private readonly IReadOnlyList<(ToolDefinition? Approved, ToolDefinition? Now, string Name)> asked;

    private ToolQuestion(SessionTools tools, IReadOnlyList<(ToolDefinition?, ToolDefinition?, string)> asked) => (this.tools, this.asked) = (tools, asked);

    /// <summary>Null where the policy that asks does not ask about tools, or every tool that is called is as it was approved.</summary>
    public static ToolQuestion? Of(RequestRules rules, string policy, HttpOperation request, SessionTools tools)
    {
        if (rules.Snapshot.Policies.FirstOrDefault(p => p.Name == policy)?.Http is not { ToolChanges.IsDefaultOrEmpty: false }) return null;
        var names = request.RpcCalls.Values.Select(c => c.Tool).OfType<string>().Distinct(StringComparer.Ordinal).Where(t => tools.StandingOf(t) != ToolStanding.Approved).ToList();
        return names.Count == 0 ? null : new ToolQuestion(tools, [.. names.Select(n => (tools.Read(n).Approved, tools.Read(n).Now, n))]);
    }

    /// <summary>As the ticket shows it, unmasked.</summary>
    public string Words()
    {
        var words = new StringBuilder();
        foreach (var (approved, now, name) in asked)
        {
            words.Append("\n\n").Append(approved is null ? $"Tool {name} was not approved before." : $"Tool {name} changed since it was approved.");
            if (approved is not null) words.Append("\n--- approved (").Append(approved.Fingerprint[..12]).Append(")\n").Append(Cut(approved.Text));
            words.Append(now is null ? "\n--- now\nThe server has not shown it to anybody here." : $"\n--- now ({now.Fingerprint[..12]})\n{Cut(now.Text)}");
        }

        return words.ToString();
    }

    /// <summary>People said yes to what the words showed.</summary>
    public void Approved()
    {
        foreach (var (_, now, _) in asked)
            if (now is not null) tools.Approve(now);
    }

    private static string Cut(string text) => text.Length <= Longest ? text : $"{text[..Longest]}\n... {text.Length - Longest} characters more";
}
