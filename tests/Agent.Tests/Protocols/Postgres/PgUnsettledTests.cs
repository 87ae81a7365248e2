using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgUnsettledTests
{
    private readonly NamesOnly schema = new();
    private readonly PgUnsettled unsettled;

    public PgUnsettledTests() => unsettled = new PgUnsettled(schema);

    [Fact]
    public void Names_are_unsettled_before_the_statement_goes_on_and_settled_when_the_target_is_idle_after_it()
    {
        unsettled.Add(["orders"], segment: 3);
        Assert.Equal(["orders"], schema.Names);
        unsettled.Idle(2);
        Assert.Equal(["orders"], schema.Names);
        unsettled.Idle(3);
        Assert.Empty(schema.Names);
    }

    [Fact]
    public void A_transaction_that_ends_before_the_last_such_statement_settles_nothing()
    {
        unsettled.Add(["orders"], segment: 3);
        unsettled.Add(["people"], segment: 5);
        unsettled.Idle(4);
        Assert.Equal(["orders", "people"], schema.Names);
        unsettled.Idle(6);
        Assert.Empty(schema.Names);
    }

    [Fact]
    public void The_end_of_the_session_settles_what_its_transaction_left_open()
    {
        unsettled.Add(["orders"], segment: 3);
        unsettled.End();
        Assert.Empty(schema.Names);
    }

    [Fact]
    public void Statements_that_make_nothing_of_the_kind_cost_nothing()
    {
        unsettled.Add([], segment: 3);
        unsettled.Idle(3);
        unsettled.End();
        Assert.Equal(0, schema.Settled);
    }

    private sealed class NamesOnly : ISchemaSource
    {
        private readonly SortedSet<string> names = new(StringComparer.Ordinal);

        public IEnumerable<string> Names => names;

        public int Settled { get; private set; }

        public TargetCatalogue? Current => null;

        public Task<TargetCatalogue> GetAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<TargetCatalogue> RefreshAsync(CancellationToken ct) => throw new NotSupportedException();

        public void Invalidate() => throw new NotSupportedException();

        public void Unsettle(object owner, IEnumerable<string> names) => this.names.UnionWith(names);

        public void Settle(object owner)
        {
            Settled++;
            names.Clear();
        }
    }
}
