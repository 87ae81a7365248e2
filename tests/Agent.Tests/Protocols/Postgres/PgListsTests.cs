using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Policy;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgListsTests
{
    [Theory]
    [InlineData(100, OperationAction.Allowed)]
    [InlineData(101, OperationAction.Denied)]
    public void A_list_has_as_many_elements_in_text_as_in_binary(int count, OperationAction expected)
    {
        Assert.Equal(expected, Check([1], Text(count)).Action);
        Assert.Equal(expected, Check([1], Binary(count)).Action);
        Assert.Equal(expected, Check([2], Text(1000), Binary(count)).Action);
    }

    [Fact]
    public void All_lists_of_a_statement_count_together() => Assert.Equal(OperationAction.Denied, Check([1, 2], Text(60), Binary(60)).Action);

    [Fact]
    public void Other_parameters_may_be_as_long_as_they_like() => Assert.Equal(OperationAction.Allowed, Check([], Text(5000)).Action);

    [Fact]
    public void A_header_that_says_more_than_is_there_is_too_long() => Assert.Equal(OperationAction.Denied, Check([1], [0, 0, 0, 3, 0, 0, 0, 0]).Action);

    private static OperationVerdict Check(ImmutableArray<int> lists, params byte[][] values)
    {
        var operation = new PgOperationState { HasBind = true };
        Span<byte> number = stackalloc byte[4];
        operation.Bind.Write([0, 0, 0, (byte)values.Length]);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, value.Length);
            operation.Bind.Write(number);
            operation.Bind.Write(value);
        }
        return PgLists.Check(new OperationVerdict(OperationAction.Allowed, Verdict.Allowed, new Lists(lists)), operation);
    }

    private static byte[] Text(int count) => Encoding.ASCII.GetBytes($"{{{string.Join(',', Enumerable.Repeat("x", count))}}}");

    private static byte[] Binary(int count)
    {
        var array = new byte[20 + (count * 5)];
        array[3] = 1;
        array[11] = 25;
        BinaryPrimitives.WriteInt32BigEndian(array.AsSpan(12), count);
        array[19] = 1;
        for (var i = 0; i < count; i++) (array[20 + (i * 5) + 3], array[20 + (i * 5) + 4]) = (1, (byte)'x');
        return array;
    }

    private sealed class Lists(ImmutableArray<int> parameters) : StatementMasking
    {
        public override bool TouchesMasked => true;

        public override string? Refusal => null;

        public override string? RefusalRule => null;

        public override string SafeText => "";

        public override ImmutableArray<int> ListParameters => parameters;

        public override ResultMask PlanResult(int index, ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null) => throw new NotSupportedException();

        public override CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null) => throw new NotSupportedException();

        public override bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
