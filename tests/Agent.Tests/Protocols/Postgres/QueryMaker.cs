namespace HoopLike.Agent.Tests.Protocols.Postgres;

internal enum MadeType { Int, Text, Bool, Json }

internal sealed record MadeColumn(string Name, MadeType Type);

/// <summary>Something in FROM by its alias.</summary>
internal sealed record MadeRange(string Alias, IReadOnlyList<MadeColumn> Columns);

/// <summary>
/// Makes random queries over known relations: joins, subqueries, CTEs (recursive too), set operations, aggregates, windows, whole rows, JSON, arrays, writes with RETURNING. Masked columns turn up wherever any other does,
/// in conditions less often, so that most of what is made may run.
/// </summary>
internal sealed partial class QueryMaker(int seed, IReadOnlyList<MadeRange> relations, Func<string, bool> isMasked)
{
    private readonly Random random = new(seed);
    private int names;

    public string Statement() => random.Next(14) switch
    {
        0 => Write(),
        1 => $"with {Fresh("w", out var w)} as ({Query(2, out var columns)}) {Select([new MadeRange(w, columns)], [w], 2, out _)}",
        2 => Recursive(),
        3 => SetOperation(2, out _),
        _ => Query(3, out _),
    };

    private string Query(int depth, out IReadOnlyList<MadeColumn> columns)
    {
        if (depth > 1 && random.Next(9) == 0) return SetOperation(depth - 1, out columns);
        var ranges = new List<MadeRange>();
        var items = new List<string>();
        From(ranges, items, depth);
        return Select(ranges, items, depth, out columns);
    }

    private string Select(List<MadeRange> ranges, List<string> items, int depth, out IReadOnlyList<MadeColumn> columns)
    {
        var shape = random.Next(10);
        var made = new List<MadeColumn>();
        var targets = new List<string>();
        string tail = "";
        if (shape < 2)
        {
            var keys = Enumerable.Range(0, random.Next(1, 3)).Select(_ => Clean(ranges)).ToList();
            foreach (var key in keys) Target(key.Text, key.Type);
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var (text, type) = Aggregate(ranges, depth);
                Target(text, type);
            }
            tail = $" group by {string.Join(", ", keys.Select(k => k.Text))}";
            if (random.Next(4) == 0) tail += $" having {(random.Next(2) == 0 ? "count(*) > 1" : $"max({Clean(ranges, MadeType.Int)}) > 2")}";
        }
        else if (shape == 2)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var (text, type) = Aggregate(ranges, depth);
                Target(text, type);
            }
        }
        else
        {
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                if (random.Next(12) == 0 && ranges.Count > 0)
                {
                    var range = Pick(ranges);
                    targets.Add($"{range.Alias}.*");
                    made.AddRange(range.Columns);
                    continue;
                }
                var (text, type) = random.Next(8) == 0 ? Windowed(ranges, depth) : Any(ranges, depth);
                Target(text, type);
            }
        }
        var where = random.Next(3) == 0 ? "" : $" where {Condition(ranges, depth)}";
        var distinct = shape >= 3 && random.Next(8) == 0 ? "distinct " : "";
        if (distinct.Length == 0 && random.Next(5) == 0) tail += $" order by {(random.Next(2) == 0 || shape < 3 ? "1" : Clean(ranges).Text)}";
        // Several columns of one name cannot be asked for by it.
        columns = [.. made.GroupBy(c => c.Name).Where(g => g.Count() == 1).Select(g => g.First())];
        return $"select {distinct}{string.Join(", ", targets)} from {string.Join(", ", items)}{where}{tail}";

        void Target(string text, MadeType type)
        {
            if (random.Next(3) > 0)
            {
                var name = Fresh("x", out _);
                made.Add(new MadeColumn(name, type));
                targets.Add($"{text} as {name}");
            }
            else
            {
                targets.Add(text);
                made.Add(new MadeColumn(Fresh("lost", out _), type));
                made.RemoveAt(made.Count - 1);
            }
        }
    }

    private void From(List<MadeRange> ranges, List<string> items, int depth)
    {
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var (range, text) = Item(ranges, depth);
            if (random.Next(3) == 0)
            {
                var (other, right) = Item([], depth);
                var kind = Pick(["join", "left join", "right join", "full join"]);
                var common = range.Columns.Select(c => c.Name).Intersect(other.Columns.Select(c => c.Name)).Where(n => !isMasked(n) || random.Next(6) == 0).ToList();
                if (common.Count > 0 && random.Next(2) == 0)
                {
                    items.Add($"{text} {kind} {right} using ({common[random.Next(common.Count)]})");
                }
                else
                {
                    items.Add($"{text} {kind} {right} on {Clean([range], MadeType.Int)} = {Clean([other], MadeType.Int)}");
                }
                ranges.Add(range);
                ranges.Add(other);
            }
            else
            {
                items.Add(text);
                ranges.Add(range);
            }
        }
    }

    private (MadeRange Range, string Text) Item(IReadOnlyList<MadeRange> left, int depth)
    {
        var alias = Fresh("r", out _);
        switch (depth > 1 ? random.Next(9) : 8)
        {
            case 0:
                var inner = Query(depth - 1, out var columns);
                return (new MadeRange(alias, columns), $"({inner}) {alias}");
            case 1 when left.Count > 0:
                var lateral = Pick(left);
                var (text, type) = Any([lateral], 1);
                return (new MadeRange(alias, [new MadeColumn("l", type), new MadeColumn("n", MadeType.Int)]), $"lateral (select {text} as l, {Clean([lateral], MadeType.Int)} as n) {alias}");
            case 2:
                return (new MadeRange(alias, [new MadeColumn("g", MadeType.Int)]), $"generate_series(1, 3) {alias}(g)");
            case 3:
                return (new MadeRange(alias, [new MadeColumn("a", MadeType.Int), new MadeColumn("b", MadeType.Text)]), $"(values (1, 'p'), (2, 'q')) {alias}(a, b)");
            case 4:
                var renamed = Pick(relations);
                var renames = renamed.Columns.Select(c => new MadeColumn(Fresh("k", out _), c.Type)).ToList();
                return (new MadeRange(alias, renames), $"{renamed.Alias} {alias}({string.Join(", ", renames.Select(n => n.Name))})");
            default:
                var relation = Pick(relations);
                return (new MadeRange(alias, relation.Columns), $"{relation.Alias} {alias}");
        }
    }

    private string Recursive()
    {
        var relation = Pick(relations);
        var (text, type) = Any([new MadeRange("b", relation.Columns)], 1);
        var step = type == MadeType.Int ? "(y % 3 + 1)::int" : "y";
        if (type == MadeType.Int) text = $"({text})::int";
        return $"with recursive q(x, y) as (select b.id, {text} from {relation.Alias} b union all select x + 1, {step} from q where x < 4) select {Pick(["x, y", "y, x", "*", "q.y, count(*) over (partition by x)"])} from q";
    }

    private string SetOperation(int depth, out IReadOnlyList<MadeColumn> columns)
    {
        MadeType[] types = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick([MadeType.Int, MadeType.Text]))];
        string Side(bool isNamed)
        {
            var ranges = new List<MadeRange>();
            var items = new List<string>();
            From(ranges, items, depth - 1);
            return $"select {string.Join(", ", types.Select((t, i) => Expression(t, ranges, 1) + (isNamed ? $" as u{i}" : "")))} from {string.Join(", ", items)} where {Condition(ranges, 0)}";
        }
        columns = [.. types.Select((t, i) => new MadeColumn($"u{i}", t))];
        return $"{Side(true)} {Pick(["union all", "union all", "union all", "union", "intersect", "except"])} {Side(false)}";
    }

    private string Write()
    {
        var relation = relations[random.Next(2)];
        var column = Pick(relation.Columns.Where(c => c.Name != "id" && c.Type is MadeType.Text).ToList());
        var (text, _) = Any([relation with { Alias = "t" }], 1);
        return random.Next(4) switch
        {
            0 => $"update {relation.Alias} t set {column.Name} = {Expression(MadeType.Text, [relation with { Alias = "t" }], 1)} where t.id < 3 returning t.id, {text}",
            1 => $"delete from {relation.Alias} t where t.id = 2 returning {text}, t.*",
            2 => $"insert into {relation.Alias} as t (id, {column.Name}) select s.id + 100, {Expression(MadeType.Text, [new MadeRange("s", relations[0].Columns)], 1)} from {relations[0].Alias} s returning t.id, {text}",
            _ => $"with d as (delete from {relation.Alias} t where t.id < 3 returning {text} as x, t.id) select x, id, x from d",
        };
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private string Fresh(string prefix, out string name) => name = $"{prefix}{++names}";
}
