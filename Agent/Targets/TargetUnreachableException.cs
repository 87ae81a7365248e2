namespace HoopLike.Agent.Targets;

/// <summary>A target cannot be reached. The message says why, for logs and for those who run the gateway.</summary>
public sealed class TargetUnreachableException(string message, Exception? inner) : Exception(message, inner);
