namespace HoopLike.Console.Security;

/// <summary>What somebody may do in the console. Everybody who is signed in is a <see cref="User"/>.</summary>
public enum ConsoleRole { User, Auditor, Approver, Admin }

/// <summary>Names of roles as claims, and of the authorisation policies that ask for them.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Approver = "approver";
    public const string Auditor = "auditor";
    public const string User = "user";

    /// <summary>Policy: anybody who is signed in.</summary>
    public const string SignedIn = "signed-in";
    /// <summary>Policy: admin or auditor.</summary>
    public const string SeesEverything = "sees-everything";
    /// <summary>Policy: admin, auditor or approver.</summary>
    public const string SeesApprovals = "sees-approvals";

    public static string Word(ConsoleRole role) => role switch
    {
        ConsoleRole.Admin => Admin,
        ConsoleRole.Approver => Approver,
        ConsoleRole.Auditor => Auditor,
        _ => User,
    };
}
