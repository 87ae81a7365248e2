using System.Net;
using HoopLike.Agent.Diagnostics;
using HoopLike.Agent.Link;

namespace HoopLike.Agent.Commands;

/// <summary>What <c>hooplike agent</c> was started with.</summary>
/// <param name="ListenAddress">For connections that name no address of their own.</param>
public sealed record AgentOptions(LinkOptions Link, string DataDirectory, IPAddress ListenAddress, LogFormat LogFormat);
