using System.Net.Sockets;
using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed class TypeUsesTests
{
    [Theory]
    [InlineData(typeof(InSignature))]
    [InlineData(typeof(InBody))]
    [InlineData(typeof(AsTypeArgument))]
    [InlineData(typeof(InSwitch))]
    public void A_use_is_seen_wherever_it_stands(Type type) => Assert.Contains(typeof(Socket), TypeUses.Of(type));

    [Fact]
    public void A_use_inside_a_lambda_counts_for_the_type_around_it()
    {
        var closures = typeof(InLambda).GetNestedTypes(System.Reflection.BindingFlags.NonPublic);

        Assert.Contains(closures, c => TypeUses.Of(c).Contains(typeof(Socket)));
        Assert.All(closures, c => Assert.Equal("HoopLike.Architecture.Tests", TypeUses.NamespaceOf(c)));
    }

    [Fact]
    public void The_plan_lets_rooms_use_what_is_below_and_never_what_is_above()
    {
        Assert.True(RoomPlan.Agent.MayUse("Protocols", "Gates"));
        Assert.True(RoomPlan.Agent.MayUse("Targets", "Gates"));
        Assert.True(RoomPlan.Agent.MayUse("Gates", "Diagnostics"));
        Assert.False(RoomPlan.Agent.MayUse("Gates", "Protocols"));
        Assert.False(RoomPlan.Agent.MayUse("Diagnostics", "Sessions"));
        Assert.False(RoomPlan.Console.MayUse("Data", "Approvals"));
    }

    sealed class InSignature
    {
        public static string Take(Socket? socket) => socket is null ? "" : "x";
    }

    sealed class InBody
    {
        public static bool Ask() => Socket.OSSupportsIPv4;
    }

    sealed class AsTypeArgument
    {
        public static object Make() => new List<Socket>();
    }

    sealed class InSwitch
    {
        public static object? Pick(int n) => n switch { 0 => 1L, 1 => 2.5, 2 => 'c', 3 => "d", 4 => typeof(Socket), _ => null };
    }

    sealed class InLambda
    {
        public static Func<bool> Later(bool or) => () => or || Socket.OSSupportsIPv4;
    }
}
