using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Any valid value.</summary>
static class Some
{
    public static ApprovalRequest Request(string policy) => new()
    {
        Id = Guid.NewGuid(),
        Scope = ApprovalScope.Operation,
        SessionId = Guid.NewGuid(),
        Identity = "analyst",
        IdentityKind = CallerKind.Machine,
        Groups = ["analysts"],
        Connection = "shop",
        Policy = policy,
        SnapshotVersion = 1,
        Digest = "0123456789abcdef",
        Operation = "delete from orders where id = 1",
        Impact = new OperationImpact(["delete"], ["public.orders"], [], false, 1),
    };
}
