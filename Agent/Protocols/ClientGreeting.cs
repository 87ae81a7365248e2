using System.Net;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Protocols;

/// <summary>What a client said of itself.</summary>
public sealed record ClientGreeting(Secret Credential, IPEndPoint Remote, string? Database, string? ApplicationName);
