using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class OperationDigestTests
{
    private static string Of(string identity = "ann", string connection = "shop", string text = "delete from t", long version = 1, params string?[] values) =>
        OperationDigest.Of(new CallerIdentity(identity, CallerKind.Human, [], "access token"), connection, text, [.. values.Select(v => v is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(v))], version);

    [Fact]
    public void Two_operations_that_differ_anywhere_differ()
    {
        string[] digests =
        [
            Of(), Of("bob"), Of("annsh", "op"), Of(connection: "shop2"), Of(text: "delete from t "), Of(version: 2), Of(values: [""]), Of(values: [null]), Of(values: ["", ""]), Of(values: ["a", "b"]),
            Of(values: ["ab"]), Of(values: ["ab", ""]), Of(values: ["", "ab"]), Of(text: "delete from t\0\0\0\u0001a"),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.All(digests, d => Assert.Matches("^[0-9a-f]{64}$", d));
    }

    [Fact]
    public void Whoever_acts_for_the_caller_is_part_of_the_operation()
    {
        var (bot, planner) = (new ActorIdentity("bot", CallerKind.Machine, [], "key"), new ActorIdentity("planner", CallerKind.Machine, [], "key"));
        string[] digests = [Of(), Via(bot), Via(planner), Via(bot, planner), Via(planner, bot), Via(bot with { Kind = CallerKind.Human })];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal(Via(bot), Via(bot with { Groups = ["other"], ProvenBy = "another" }));

        static string Via(params ActorIdentity[] actors) => OperationDigest.Of(new CallerIdentity("ann", CallerKind.Human, [], "access token") { Actors = [.. actors] }, "shop", "delete from t", [], 1);
    }

    [Fact]
    public void The_same_operation_has_the_same_digest_for_ever() =>
        Assert.Equal("1fa85982c4fb4de4452590b4ee2cee577bfe15352b1db2ab43c9ae8180997307", Of(values: ["1", null]));
}
