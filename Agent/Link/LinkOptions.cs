using System.Reflection;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>Where the console is and who this agent is to it.</summary>
/// <param name="EnrolmentToken">Needed once; null when the agent was enrolled before.</param>
public sealed record LinkOptions(Uri Console, string AgentName, Secret? EnrolmentToken)
{
    /// <summary>This program's version, as the console shows it.</summary>
    public static string Version { get; } =
        typeof(LinkOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>False when secrets would cross a network in the clear.</summary>
    public bool IsProtected => Console.Scheme == Uri.UriSchemeHttps || Console.IsLoopback;

    /// <summary>The console may live under a path of its own.</summary>
    public Uri At(string path) => new(Console.ToString().TrimEnd('/') + path);
}
