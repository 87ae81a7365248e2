using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>People who ask and decide.</summary>
static class People
{
    public static Decider User(string name, params string[] groups) => new(new CallerIdentity(name, CallerKind.Human, [.. groups], ""), IsApprover: false, IsAdmin: false, null);

    public static Decider Approver(string name, params string[] groups) => User(name, groups) with { IsApprover = true };

    public static Decider Admin(string name, params string[] groups) => User(name, groups) with { IsAdmin = true };
}
