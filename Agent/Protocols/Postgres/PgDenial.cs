namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What a caller is told instead of an answer: SQLSTATE, message, and where they help DETAIL and HINT.</summary>
internal sealed record PgDenial(string Code, string Message, string? Detail = null, string? Hint = null)
{
    /// <summary>insufficient_privilege</summary>
    public const string InsufficientPrivilege = "42501";

    /// <summary>query_canceled</summary>
    public const string QueryCanceled = "57014";

    /// <summary>duplicate_prepared_statement</summary>
    public const string DuplicateStatement = "42P05";

    /// <summary>feature_not_supported</summary>
    public const string NotSupported = "0A000";

    /// <summary>protocol_violation</summary>
    public const string ProtocolViolation = "08P01";

    /// <summary>invalid_authorization_specification</summary>
    public const string BadCredential = "28000";

    /// <summary>connection_failure</summary>
    public const string Unavailable = "08006";

    /// <summary>io_error</summary>
    public const string RecordingLost = "58030";

    /// <summary>admin_shutdown</summary>
    public const string SessionEnded = "57P01";

    /// <summary>program_limit_exceeded</summary>
    public const string TooLarge = "54000";
}
