using System.Globalization;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;

namespace HoopLike.Console.Components.Pages.Agents;

/// <summary>What the pages say of agents.</summary>
internal static class AgentWords
{
    public static string Status(AgentOverview agent) => agent switch
    {
        { Online: true } => "online",
        { AwaitsEnrolment: true } => "awaits enrolment",
        _ => "offline",
    };

    public static string Status(AgentMemberEntity member, DateTimeOffset now) => member.OnlineUntil > now ? "online" : "offline";

    /// <summary>What still has to come to the console.</summary>
    public static string Spool(long bytes, int files) => files == 0 && bytes == 0 ? "nothing" : $"{files} {(files == 1 ? "file" : "files")}, {Sizes.Of(bytes)}";

    public static string Latency(int? milliseconds) => milliseconds is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms} ms") : "–";

    public static string Host(AgentMemberEntity member) => member.Host ?? "a host that has not said its name";

    /// <summary>How to start a process that enrols.</summary>
    public static string Command(string console, string agent, string token) => $"hooplike agent --console {console} --name {agent} --token {token} --data-dir ./hooplike-{agent}";

    /// <summary>As <see cref="Command"/>, with the token where other users of the host do not see it.</summary>
    public static string CommandWithEnvironment(string console, string agent, string token) => $"HOOPLIKE_AGENT_TOKEN={token} hooplike agent --console {console} --name {agent} --data-dir ./hooplike-{agent}";
}
