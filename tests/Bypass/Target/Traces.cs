using System.Text;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>
/// Tells a database that somebody has changed from one that is still as its template: of every relation how many rows it has and which transactions wrote them (a copy keeps both), how far sequences are, and what is still under way.
/// </summary>
sealed class Traces
{
    const string Relations = "select oid::regclass from pg_class where relkind in ('r', 'm') and not relisshared and relpersistence = 'p' order by 1";

    const string Elsewhere = """
        select 'sequences:' || count(*) || ':' || coalesce(sum(last_value), 0) from pg_sequences
        union all select 'prepared:' || count(*) from pg_prepared_xacts where database = current_database()
        union all select 'settings:' || count(*) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = current_database()
        union all select 'running:' || count(*) from pg_stat_activity where datname = current_database() and state = 'active' and backend_type = 'client backend' and pid <> pg_backend_pid()
        """;

    readonly BypassStack stack;
    readonly string question;
    readonly Dictionary<Twin, string> untouched = [];

    Traces(BypassStack stack, IEnumerable<string> relations)
    {
        this.stack = stack;
        var counts = relations.Select(r => $"select '{r}:' || count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) from {r}");
        question = $"select string_agg(t, ' ' order by t) from ({string.Join("\nunion all ", counts.Append(Elsewhere))}) q(t)";
    }

    /// <summary>As the two databases are now.</summary>
    public static async Task<Traces> OfAsync(BypassStack stack, Slot slot)
    {
        var relations = await stack.Postgres.AnswerAsync(slot.Database(Twin.A), Relations);
        var traces = new Traces(stack, relations.Where(m => m.Type == 'D').Select(m => Encoding.UTF8.GetString(m.Cells[0]!)));
        foreach (var twin in new[] { Twin.A, Twin.B })
            if ((traces.untouched[twin] = await traces.NowAsync(slot.Database(twin)))[0] != 'D') throw new InvalidOperationException(traces.untouched[twin]);
        return traces;
    }

    public async Task<bool> AreInAsync(string database, Twin twin) => await NowAsync(database) != untouched[twin];

    /// <summary>One row, or the error that a relation is not there any more.</summary>
    async Task<string> NowAsync(string database) => (await stack.Postgres.AnswerAsync(database, question)).First(m => m.Type is 'D' or 'E').ToString();
}
