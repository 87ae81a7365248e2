using System.Security.Cryptography;
using System.Text;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A service account of the test configuration: what it is called, what groups it is in, its key.</summary>
sealed record Caller(string Name, params string[] Groups)
{
    static readonly string run = RandomNumberGenerator.GetHexString(16);

    public static readonly Caller Analyst = new("analyst", "analysts");
    /// <summary>Asks for what others must approve, so that its tickets are not mixed with other tests'.</summary>
    public static readonly Caller Writer = new("writer", "analysts");
    public static readonly Caller Dana = new("dana", "dba");
    public static readonly Caller Dirk = new("dirk", "dba");
    public static readonly Caller Admin = new("ops-admin", "platform", "dba");
    public static readonly Caller Auditor = new("auditor-bot", "audit");
    /// <summary>Exempt from masking.</summary>
    public static readonly Caller Priya = new("priya", "analysts", "privacy");
    /// <summary>Has no right anywhere.</summary>
    public static readonly Caller Stranger = new("stranger", "nobodies");
    /// <summary>Whose sessions are killed, disabled and cut: used for nothing else.</summary>
    public static readonly Caller Doomed = new("doomed", "analysts");

    /// <summary>Acts for people; of itself it may read, and sees what is masked as it is masked.</summary>
    public static readonly Caller SupportBot = new("support-bot", "analysts", "bots", "dba");

    public static IReadOnlyList<Caller> All => [Analyst, Writer, Dana, Dirk, Admin, Auditor, Priya, Stranger, Doomed, SupportBot];

    public string Key { get; } = "hlk_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run + Name)))[..40];
}
