namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The SQLSTATE for each kind of failure, as the configuration reference fixes them.</summary>
internal static class PgFailureCodes
{
    public static string Of(FailureKind kind) => kind switch
    {
        FailureKind.BadCredential => PgDenial.BadCredential,
        FailureKind.NoRight => PgDenial.InsufficientPrivilege,
        FailureKind.Unavailable => PgDenial.Unavailable,
        FailureKind.Protocol => PgDenial.ProtocolViolation,
        FailureKind.NotSupported => PgDenial.NotSupported,
        FailureKind.TooLarge => PgDenial.TooLarge,
        FailureKind.RecordingLost => PgDenial.RecordingLost,
        _ => PgDenial.SessionEnded,
    };
}
