namespace HoopLike.Agent.Link;

/// <summary>The console cannot be asked now: not connected, or the link broke before it answered.</summary>
public sealed class ConsoleUnreachableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The console answered with an error; the message is its own and may be shown.</summary>
public sealed class ConsoleRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The console does not know this agent's key any more, for the reason that the message tells: it must stop serving.</summary>
public sealed class AgentRevokedException(string message, Exception? inner = null) : Exception(message, inner);
