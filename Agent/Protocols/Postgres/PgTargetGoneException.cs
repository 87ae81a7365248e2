namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The target closed the connection while something was to be settled on it.</summary>
public sealed class PgTargetGoneException() : Exception("The target closed the connection.");
