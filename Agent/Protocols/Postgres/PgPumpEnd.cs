namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>How a direction of a session ended.</summary>
internal enum PgPumpEnd
{
    ClientSaidGoodbye,
    ClientLeft,
    TargetClosed,
}
