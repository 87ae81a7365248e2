using System.Collections.Immutable;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// Takes a few of the rows that a write touches, before and after it, in the write's own transaction and on its own connection. Reads only, in a savepoint that is taken back, within a time limit; whatever goes wrong
/// leaves a ticket without a sample, never a write that fails. Nothing is shown that is not masked for everybody: approvers are exempt from no rule.
/// </summary>
internal sealed class PgSampler(PgRequestRelay relay, PgPipeline pipeline, OperationGate gate, SqlAnalyzer analyzer, Func<CancellationToken, Task> settle)
{
    /// <summary>Rows of a sample: what one sees at a glance.</summary>
    private const int MostRows = 5;

    private const int MostColumns = 24;

    /// <summary>Characters of a value.</summary>
    private const int ValueLimit = 120;

    /// <summary>Writes with samples in one transaction: each takes two or three round trips while locks are held.</summary>
    public const int MostSamples = 20;

    /// <summary>Milliseconds for each question: the write itself waits meanwhile.</summary>
    private const int TimeLimit = 1000;

    private const string Savepoint = "hooplike_sample";

    public async Task BeforeAsync(PgHeldWrite write, PgOperationState operation, CancellationToken stop)
    {
        if (TouchedRows.Of(write.Analysis, analyzer, MostRows) is not { } touched) return;
        write.Target = touched.Target;
        if (touched.Query is not { } query)
        {
            if ((write.Analysis.Kinds & (SqlKinds.Update | SqlKinds.Delete | SqlKinds.Merge)) != 0) write.Sample = new WriteSample(null, null, "No rows from before: the statement is of a form of which the gateway cannot tell beforehand which rows it touches.");
            return;
        }

        if (operation.IsTurnedBack || operation.IsBindCut)
        {
            write.Sample = new WriteSample(null, null, "No rows from before: the statement's values are not at hand as they were sent.");
            return;
        }

        var sample = await ReadAsync(query, operation, touched.Target, write, stop);
        write.Sample = new WriteSample(sample.Rows, null, sample.Why);
    }

    public async Task AfterAsync(PgHeldWrite write, CancellationToken stop)
    {
        if (write.Target is not { } target || pipeline.TransactionStatus != (byte)'T' || write.Rows == 0) return;
        if ((write.Analysis.Kinds & (SqlKinds.Delete | SqlKinds.Truncate)) != 0 && (write.Analysis.Kinds & (SqlKinds.Insert | SqlKinds.Update | SqlKinds.Merge)) == 0) return;
        var text = write is { Sample.Before: not null, Keys: { IsEmpty: false } keys } ? ByKey(target, write.KeyColumns, keys) : Newest(target, Math.Min(write.Rows ?? MostRows, MostRows));
        var read = await ReadAsync(analyzer.Analyze(text), null, null, write, stop);
        write.Sample = new WriteSample(write.Sample.Before, read.Rows, write.Sample.Why ?? read.Why);
    }

    private static string ByKey(string target, ImmutableArray<string> columns, ImmutableArray<string> keys) =>
        $"select t.* from {target} t where ({string.Join(", ", columns.Select(c => "t." + SqlQuoting.Name(c)))}) in ({string.Join(", ", keys)}) order by {string.Join(", ", columns.Select(c => "t." + SqlQuoting.Name(c)))} limit {MostRows}";

    /// <summary>Rows of this transaction among the last pages of the table, the newest commands' first: new rows mostly are there, and a table is never read whole for a hint.</summary>
    private static string Newest(string target, long rows) =>
        $"select t.* from {target} t where t.xmin = pg_catalog.pg_current_xact_id()::xid and t.ctid >= ('(' || greatest(pg_catalog.pg_relation_size({SqlQuoting.Literal(target)}::regclass) / 8192 - 64, 0) || ',0)')::tid "
        + $"order by t.cmin::text::bigint desc limit {rows}";

    private async Task<(RowSample? Rows, string? Why)> ReadAsync(SqlAnalysis query, PgOperationState? operation, string? keyed, PgHeldWrite write, CancellationToken stop)
    {
        var masking = await gate.MaskForEverybodyAsync(stop);
        var plan = masking.For(query);
        if (plan.Refusal is not null) return (null, "No sample: to choose the rows would use a masked column, which is not allowed for everybody who may read this.");
        var setup = relay.Ask(recovers: false, [$"savepoint {Savepoint}", "set local transaction_read_only = on", $"set local statement_timeout = {TimeLimit}", .. Questions(query, keyed)]);
        await settle(stop);
        var answers = setup.Rows.Select(Values).ToList();
        PgOwnAnswer? rows = null;
        if (setup.ErrorCode is null && !answers.Exists(a => a[0] == "v")) rows = await RowsAsync(query, operation, stop);
        var back = relay.Ask(recovers: false, $"rollback to savepoint {Savepoint}", $"release savepoint {Savepoint}");
        await settle(stop);
        if (back.ErrorCode is { } code) throw new SessionFailure(FailureKind.Unavailable, $"The target did not take back a savepoint of the access gateway's (SQLSTATE {code}).");
        if (rows is null) return (null, setup.ErrorCode is null ? "No sample: a function in it may do something when it is asked twice." : $"No sample: the target could not be asked (SQLSTATE {setup.ErrorCode}).");
        if (rows.ErrorCode is not null) return (null, rows.ErrorCode == "57014" ? $"No sample: the rows could not be read within {TimeLimit} ms." : $"No sample: the target could not read the rows (SQLSTATE {rows.ErrorCode}).");
        if (masking.NeedsNewerCatalogue(PgResultPlan.Columns(rows.Description))) return (null, "No sample: the table is not known to the gateway yet.");
        if (keyed is not null) Remember(write, rows, [.. answers.Where(a => a[0] == "k").Select(a => a[1]!)]);
        return (Shown(InOrder(write, rows), PgResultPlan.Read(rows.Description, plan, 0, null)), rows.Dropped > 0 ? $"{rows.Dropped} rows are too large to be shown." : null);
    }

    private async Task<PgOwnAnswer> RowsAsync(SqlAnalysis query, PgOperationState? operation, CancellationToken stop)
    {
        if (operation is not { HasBind: true }) return await AskedAsync(relay.Ask(query.Text, [], []), stop);
        if (relay.StatementOf(operation) is not { } name) return Failed();
        var types = await AskedAsync(relay.AskParameters(name), stop);
        return types.ErrorCode is null ? await AskedAsync(relay.Ask(query.Text, types.Parameters, Parameters(operation.Bind.Span)), stop) : types;
    }

    private static PgOwnAnswer Failed()
    {
        var answer = new PgOwnAnswer();
        answer.Fail("26000"u8);
        return answer;
    }

    private async Task<PgOwnAnswer> AskedAsync(PgOwnAnswer answer, CancellationToken stop)
    {
        await settle(stop);
        return answer;
    }

    /// <summary>What is asked before the rows: functions that may do more than read (<c>v</c>), and the target's primary key (<c>k</c>).</summary>
    private static IEnumerable<string> Questions(SqlAnalysis query, string? keyed)
    {
        var statement = query.Statements[0];
        var functions = statement.Functions.Select(f => f.Name).Distinct(StringComparer.Ordinal).Where(_ => keyed is not null).ToList();
        if (functions.Count > 0) yield return $"select 'v', p.proname::text from pg_catalog.pg_proc p where p.provolatile = 'v' and p.proname in ({List(functions)})";
        if (!statement.Operators.IsEmpty && keyed is not null) yield return $"select 'v', o.oprname::text from pg_catalog.pg_operator o join pg_catalog.pg_proc p on p.oid = o.oprcode where p.provolatile = 'v' and o.oprname in ({List(statement.Operators)})";
        if (keyed is not null) yield return $"select 'k', a.attname::text from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indisprimary and i.indrelid = {SqlQuoting.Literal(keyed)}::regclass order by a.attnum";
    }

    /// <summary>The rows' keys, to find them again after the write.</summary>
    private static void Remember(PgHeldWrite write, PgOwnAnswer rows, ImmutableArray<string> columns)
    {
        var names = PgResultPlan.NamesOf(rows.Description);
        var places = columns.Select(c => Array.IndexOf(names, c)).ToList();
        if (columns.IsEmpty || places.Contains(-1)) return;
        write.KeyColumns = columns;
        write.Keys = [.. rows.Rows.Select(r => Key(r, places))];
    }

    /// <summary>Rows after the write stand where they stood before it.</summary>
    private static IReadOnlyList<byte[]> InOrder(PgHeldWrite write, PgOwnAnswer rows)
    {
        var names = PgResultPlan.NamesOf(rows.Description);
        var places = write.KeyColumns.Select(c => Array.IndexOf(names, c)).ToList();
        return write.Keys.IsEmpty || places.Contains(-1) ? rows.Rows : [.. rows.Rows.OrderBy(r => write.Keys.IndexOf(Key(r, places)))];
    }

    private static string Key(byte[] row, List<int> places)
    {
        var values = Values(row);
        return $"({string.Join(", ", places.Select(p => SqlQuoting.Literal(values[p] ?? "")))})";
    }

    private static RowSample Shown(IReadOnlyList<byte[]> rows, PgResultPlan plan)
    {
        var columns = Math.Min(plan.Names.Length, MostColumns);
        return new RowSample([.. plan.Names.Take(columns)], [.. rows.Select(r => new SampleRow([.. Masked(r, plan.Mask).Take(columns)]))]);
    }

    // DataRow: Int16 count; each: Int32 length (-1 for NULL), bytes
    private static List<string?> Masked(byte[] row, ResultMask mask)
    {
        var reader = new WireReader(row, "DataRow");
        var values = new List<string?>();
        var count = (ushort)reader.ReadInt16();
        if (count != mask.Columns.Length) throw new WireException("The target sent a row with other columns than it described.");
        using var scratch = new WireBuffer(256);
        for (var i = 0; i < count; i++)
        {
            var length = reader.ReadInt32();
            if (length < 0)
            {
                values.Add(null);
                continue;
            }

            var value = reader.ReadBytes(length);
            scratch.Clear();
            values.Add((mask.Columns[i]?.Apply(value, scratch) ?? MaskOutcome.Unchanged) switch
            {
                MaskOutcome.Null => null,
                MaskOutcome.Replaced => Cut(scratch.Span),
                _ => Cut(value),
            });
        }

        return values;
    }

    private static string?[] Values(byte[] row)
    {
        var reader = new WireReader(row, "DataRow");
        var values = new string?[(ushort)reader.ReadInt16()];
        for (var i = 0; i < values.Length; i++)
        {
            var length = reader.ReadInt32();
            if (length >= 0) values[i] = Encoding.UTF8.GetString(reader.ReadBytes(length));
        }

        return values;
    }

    // Int16 count, Int16 formats; Int16 count, (Int32 length, bytes) values; result formats follow
    private static ReadOnlySpan<byte> Parameters(ReadOnlySpan<byte> bind)
    {
        var reader = new WireReader(bind, "Bind");
        reader.ReadBytes((ushort)reader.ReadInt16() * sizeof(short));
        var count = (ushort)reader.ReadInt16();
        for (var i = 0; i < count; i++)
            if (reader.ReadInt32() is > 0 and var length) reader.ReadBytes(length);
        return bind[..^reader.Rest.Length];
    }

    private static string Cut(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        return text.Length <= ValueLimit ? text : text[..ValueLimit] + "…";
    }

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(SqlQuoting.Literal));
}
