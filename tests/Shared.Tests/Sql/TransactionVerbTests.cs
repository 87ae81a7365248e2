using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class TransactionVerbTests
{
    static readonly SqlAnalyzer analyzer = new();

    [Theory]
    [InlineData("begin", SqlTransactionVerb.Begin)]
    [InlineData("START TRANSACTION isolation level serializable", SqlTransactionVerb.Begin)]
    [InlineData("commit work", SqlTransactionVerb.Commit)]
    [InlineData("end", SqlTransactionVerb.Commit)]
    [InlineData("commit and no chain", SqlTransactionVerb.Commit)]
    [InlineData("end and chain", SqlTransactionVerb.CommitAndChain)]
    [InlineData("abort", SqlTransactionVerb.Rollback)]
    [InlineData("rollback and chain", SqlTransactionVerb.RollbackAndChain)]
    [InlineData("savepoint s", SqlTransactionVerb.Savepoint)]
    [InlineData("release s", SqlTransactionVerb.Release)]
    [InlineData("rollback to s", SqlTransactionVerb.RollbackTo)]
    [InlineData("prepare transaction 'x'", SqlTransactionVerb.Prepare)]
    [InlineData("commit prepared 'x'", SqlTransactionVerb.CommitPrepared)]
    [InlineData("rollback prepared 'x'", SqlTransactionVerb.RollbackPrepared)]
    [InlineData("select 'commit'", SqlTransactionVerb.None)]
    [InlineData("set transaction read only", SqlTransactionVerb.None)]
    public void A_statement_tells_what_it_does_to_its_transaction(string sql, SqlTransactionVerb verb) => Assert.Equal(verb, analyzer.Analyze(sql).Statements[0].Transaction);

    [Theory]
    [InlineData("create database d", true)]
    [InlineData("drop database d", true)]
    [InlineData("create tablespace t location '/t'", true)]
    [InlineData("alter system set work_mem = 1", true)]
    [InlineData("create index concurrently i on t (a)", true)]
    [InlineData("drop index concurrently i", true)]
    [InlineData("reindex (concurrently) table t", true)]
    [InlineData("reindex schema s", true)]
    [InlineData("vacuum t", true)]
    [InlineData("cluster", true)]
    [InlineData("alter table t detach partition p concurrently", true)]
    [InlineData("commit prepared 'x'", true)]
    [InlineData("create index i on t (a)", false)]
    [InlineData("drop index i", false)]
    [InlineData("reindex table t", false)]
    [InlineData("analyze t", false)]
    [InlineData("cluster t using i", false)]
    [InlineData("alter table t detach partition p", false)]
    [InlineData("delete from t", false)]
    public void A_statement_tells_whether_the_server_refuses_it_in_a_block(string sql, bool isRefused) => Assert.Equal(isRefused, analyzer.Analyze(sql).Statements[0].IsRefusedInBlock);
}
