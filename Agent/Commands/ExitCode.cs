namespace HoopLike.Agent.Commands;

/// <summary>What the program tells the shell.</summary>
public static class ExitCode
{
    public const int Clean = 0;
    public const int Failure = 1;
    /// <summary>Wrong usage or configuration.</summary>
    public const int WrongUsage = 2;
    /// <summary>There is no sign-in, or it has ended.</summary>
    public const int NotSignedIn = 3;
}
