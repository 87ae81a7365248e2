using System.Text;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A random schema: tables of which some columns are masked, a generated column, a partitioned and an inherited table, views on them and on each other, functions.</summary>
internal sealed class MadeSchema
{
    private const int Rows = 6;

    private readonly HashSet<string> masked = new(StringComparer.Ordinal);
    private readonly List<MadeRange> tables = [];
    private readonly List<string> patterns = [];

    public MadeSchema(int seed)
    {
        var random = new Random(seed);
        var sql = new StringBuilder("create schema gen;\n");
        for (var t = 0; t < 3; t++)
        {
            var columns = new List<MadeColumn> { new("id", MadeType.Int) };
            for (var c = 0; c < 5; c++)
            {
                var type = random.Next(3) == 0 ? MadeType.Int : MadeType.Text;
                var isMasked = random.Next(2) == 0;
                // Some names are the same in all tables, so that USING finds them.
                var name = isMasked ? (c == 0 ? "m" : $"m{t}{c}") : c == 0 ? "c" : $"c{t}{c}";
                if (c == 0) type = MadeType.Text;
                columns.Add(new MadeColumn(name, type));
                if (!isMasked) continue;
                masked.Add(name);
                patterns.Add($"gen.t{t}.{name}");
            }
            tables.Add(new MadeRange($"gen.t{t}", columns));
            var definitions = string.Join(", ", columns.Select(c => $"{c.Name} {(c.Type == MadeType.Int ? "int" : "text")}"));
            var text = columns.First(c => c.Type == MadeType.Text);
            sql.Append(t switch
            {
                0 => $"create table gen.t0 ({definitions}, derived text generated always as (upper({text.Name})) stored);\n",
                1 => $"create table gen.t1 ({definitions}) partition by range (id); create table gen.t1_low partition of gen.t1 for values from (0) to (4); create table gen.t1_high partition of gen.t1 for values from (4) to (10000);\n",
                _ => $"create table gen.t2 ({definitions}); create table gen.t2_child () inherits (gen.t2);\n",
            });
            if (t != 0) continue;
            columns.Add(new MadeColumn("derived", MadeType.Text));
            if (masked.Contains(text.Name)) masked.Add("derived");
        }
        Relations = [.. tables];
        // Views are made of queries of the same kind; what they show is for lineage to find out.
        var views = new List<MadeRange>();
        for (var v = 0; v < 3; v++)
        {
            var from = v == 0 ? tables[random.Next(3)] : (views.Count > 0 && random.Next(2) == 0 ? views[^1] : tables[random.Next(3)]);
            var shown = from.Columns.OrderBy(_ => random.Next()).Take(3).ToList();
            var columns = new List<MadeColumn> { new("id", MadeType.Int) };
            var targets = new List<string> { "x.id" };
            foreach (var (column, i) in shown.Where(c => c.Name != "id").Select((c, i) => (c, i)))
            {
                var name = $"v{v}{i}";
                columns.Add(new MadeColumn(name, column.Type));
                targets.Add($"{(random.Next(2) == 0 ? $"x.{column.Name}" : column.Type == MadeType.Int ? $"x.{column.Name} % 11" : $"coalesce(x.{column.Name}, 'none')")} as {name}");
            }
            sql.Append($"create view gen.view{v} as select {string.Join(", ", targets)} from {from.Alias} x where x.id > 0;\n");
            views.Add(new MadeRange($"gen.view{v}", columns));
        }
        sql.Append($"create function gen.peek(int) returns text language sql stable as $$ select max({tables[0].Columns[1].Name}::text) from gen.t0 where id = $1 $$;\n");
        Relations = [.. tables, .. views];
        Definition = sql.ToString();
    }

    public string Definition { get; }

    public IReadOnlyList<MadeRange> Relations { get; }

    public MaskingRuleConfig Rule => new() { Name = "made", Columns = [.. patterns], Method = new MaskMethod(MaskKind.Redact), Predicates = PredicateUse.Deny };

    public bool IsMasked(string column) => masked.Contains(column);

    /// <summary>Rows whose masked columns alone depend on the variant.</summary>
    public string Values(int variant)
    {
        var clean = new Random(7);
        var hidden = new Random(1000 * variant);
        var sql = new StringBuilder();
        foreach (var (table, t) in tables.Select((table, t) => (table, t)))
        {
            for (var row = 1; row <= Rows; row++)
            {
                var columns = table.Columns.Where(c => c.Name != "derived").ToList();
                var values = columns.Select(c => c.Name == "id" ? $"{row}" : Value(c, IsMasked(c.Name) ? hidden : clean));
                var name = t == 2 && row > 3 ? "gen.t2_child" : table.Alias;
                sql.Append($"insert into {name} ({string.Join(", ", columns.Select(c => c.Name))}) values ({string.Join(", ", values)});\n");
            }
        }
        return sql.ToString();
    }

    // That a value is NULL is no secret: NULLs stand in the same places in every variant.
    private static string Value(MadeColumn column, Random random) => column.Type == MadeType.Int ? $"{random.Next(1, 40)}" : $"'{(char)('a' + random.Next(4))}{random.Next(1000)}'";
}
