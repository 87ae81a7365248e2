using System.Globalization;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <content>Values and conditions.</content>
internal sealed partial class QueryMaker
{
    private (string Text, MadeType Type) Any(IReadOnlyList<MadeRange> ranges, int depth)
    {
        var type = Pick([MadeType.Int, MadeType.Text, MadeType.Text, MadeType.Bool, MadeType.Json]);
        return (Expression(type, ranges, depth), type);
    }

    private string Expression(MadeType type, IReadOnlyList<MadeRange> ranges, int depth)
    {
        if (depth <= 0 || random.Next(3) == 0) return Leaf(type, ranges);
        string E(MadeType t) => Expression(t, ranges, depth - 1);
        switch (type)
        {
            case MadeType.Int:
                return random.Next(9) switch
                {
                    0 => $"({E(MadeType.Int)} % 7 + {Leaf(MadeType.Int, ranges)} % 5)",
                    1 => $"length({E(MadeType.Text)})",
                    2 => $"coalesce({E(MadeType.Int)}, {random.Next(9)})",
                    3 => $"(select count(*)::int from {Pick(relations).Alias} s where s.id = {Leaf(MadeType.Int, ranges)})",
                    4 => $"case when {Condition(ranges, 0)} then {E(MadeType.Int)} else {E(MadeType.Int)} end",
                    5 => $"greatest({E(MadeType.Int)}, {E(MadeType.Int)})",
                    6 => $"nullif({E(MadeType.Int)}, 3)",
                    7 => $"cardinality(array[{E(MadeType.Int)}, {E(MadeType.Int)}])",
                    _ => $"(array[{E(MadeType.Int)}, {E(MadeType.Int)}])[{random.Next(1, 3)}]",
                };
            case MadeType.Text:
                return random.Next(12) switch
                {
                    0 => $"({E(MadeType.Text)} || {E(MadeType.Text)})",
                    1 => $"upper({E(MadeType.Text)})",
                    2 => $"left({E(MadeType.Text)}, 3)",
                    3 => $"({E(MadeType.Int)})::text",
                    4 => $"concat({E(MadeType.Text)}, '-', {E(MadeType.Int)})",
                    5 => $"case when {Condition(ranges, 0)} then {E(MadeType.Text)} else {E(MadeType.Text)} end",
                    6 => $"coalesce({E(MadeType.Text)}, {E(MadeType.Text)})",
                    7 => $"(select max(s.{PickOf(Pick(relations), MadeType.Text, out var from)}) from {from} s)",
                    8 => $"({E(MadeType.Json)} ->> 0)",
                    9 => $"format('%s/%s', {E(MadeType.Text)}, {E(MadeType.Int)})",
                    10 => $"md5({E(MadeType.Text)})",
                    _ => $"({Pick(ranges).Alias})::text",
                };
            case MadeType.Bool:
                return random.Next(7) switch
                {
                    0 => $"({E(MadeType.Int)} > {Leaf(MadeType.Int, ranges)})",
                    1 => $"({E(MadeType.Text)} = {Leaf(MadeType.Text, ranges)})",
                    2 => $"({E(MadeType.Text)} is null)",
                    3 => $"exists (select 1 from {Pick(relations).Alias} s where s.id = {Clean(ranges, MadeType.Int)})",
                    4 => $"({E(MadeType.Int)} in (select s.id from {Pick(relations).Alias} s))",
                    5 => $"({E(MadeType.Bool)} and {E(MadeType.Bool)})",
                    _ => $"({E(MadeType.Text)} like 'a%')",
                };
            default:
                return random.Next(5) switch
                {
                    0 => $"to_jsonb({Pick(ranges).Alias})",
                    1 => $"jsonb_build_array({E(MadeType.Text)}, {E(MadeType.Int)})",
                    2 => $"to_jsonb(row({E(MadeType.Int)}, {E(MadeType.Text)}))",
                    3 => $"to_jsonb(array(select s.{PickOf(Pick(relations), MadeType.Text, out var from)} from {from} s where s.id < 3 order by s.id))",
                    _ => $"jsonb_build_object('k', {E(MadeType.Text)})",
                };
        }
    }

    private (string, MadeType) Aggregate(IReadOnlyList<MadeRange> ranges, int depth)
    {
        var filter = random.Next(5) == 0 ? $" filter (where {Condition(ranges, 0)})" : "";
        return random.Next(8) switch
        {
            0 => ($"count(*){filter}", MadeType.Int),
            1 => ($"count({Leaf(MadeType.Text, ranges)}){filter}", MadeType.Int),
            2 => ($"sum({Expression(MadeType.Int, ranges, depth - 2)}){filter}", MadeType.Int),
            3 => ($"max({Expression(MadeType.Text, ranges, depth - 2)}){filter}", MadeType.Text),
            4 => ($"string_agg({Leaf(MadeType.Text, ranges)}, ',' order by {Clean(ranges).Text}){filter}", MadeType.Text),
            5 => ($"bool_or({Expression(MadeType.Bool, ranges, 0)}){filter}", MadeType.Bool),
            6 => ($"jsonb_agg({Clean(ranges, MadeType.Int)} order by {Clean(ranges, MadeType.Int)}){filter}", MadeType.Json),
            _ => ($"min({Leaf(MadeType.Int, ranges)}){filter}", MadeType.Int),
        };
    }

    private (string, MadeType) Windowed(IReadOnlyList<MadeRange> ranges, int depth)
    {
        var over = $"over ({(random.Next(2) == 0 ? $"partition by {Clean(ranges).Text} " : "")}order by {(random.Next(8) == 0 ? Leaf(MadeType.Text, ranges) : Clean(ranges, MadeType.Int))}, {Clean(ranges, MadeType.Int)} range unbounded preceding)";
        return random.Next(3) switch
        {
            0 => ($"rank() {over}", MadeType.Int),
            1 => ($"max({Expression(MadeType.Text, ranges, depth - 2)}) {over}", MadeType.Text),
            _ => ($"sum({Clean(ranges, MadeType.Int)}) {over}", MadeType.Int),
        };
    }

    private string Condition(IReadOnlyList<MadeRange> ranges, int depth) => random.Next(16) switch
    {
        0 => Expression(MadeType.Bool, ranges, depth - 1),
        1 => $"{Leaf(MadeType.Text, ranges)} = 'a'",
        2 => $"{Clean(ranges, MadeType.Int)} in (select s.id from {Pick(relations).Alias} s)",
        3 => $"exists (select 1 from {Pick(relations).Alias} s where s.id = {Clean(ranges, MadeType.Int)})",
        4 => $"{Clean(ranges, MadeType.Int)} between 1 and 4",
        _ => $"{Clean(ranges, MadeType.Int)} {Pick([">", "<", "<>"])} {random.Next(1, 6)}",
    };

    private string Leaf(MadeType type, IReadOnlyList<MadeRange> ranges)
    {
        var found = ranges.SelectMany(r => r.Columns.Where(c => c.Type == type).Select(c => $"{r.Alias}.{c.Name}")).ToList();
        return found.Count > 0 && random.Next(8) > 0 ? Pick(found) : Constant(type);
    }

    private string Clean(IReadOnlyList<MadeRange> ranges, MadeType type)
    {
        var found = ranges.SelectMany(r => r.Columns.Where(c => c.Type == type && !isMasked(c.Name) && !(c.Name[0] is 'x' or 'l' or 'u' or 'k' && random.Next(4) > 0)).Select(c => $"{r.Alias}.{c.Name}")).ToList();
        return found.Count > 0 ? Pick(found) : Constant(type);
    }

    private (string Text, MadeType Type) Clean(IReadOnlyList<MadeRange> ranges)
    {
        var type = Pick([MadeType.Int, MadeType.Text]);
        var text = Clean(ranges, type);
        return text.Contains('.', StringComparison.Ordinal) ? (text, type) : (type == MadeType.Int ? "(1 + 0)" : "('c' || '')", type);
    }

    private string Constant(MadeType type) => type switch
    {
        MadeType.Int => random.Next(1, 9).ToString(CultureInfo.InvariantCulture),
        MadeType.Text => $"'{Pick(["a", "b", "kx"])}'",
        MadeType.Bool => Pick(["true", "false"]),
        _ => "'[1, 2]'::jsonb",
    };

    private string PickOf(MadeRange relation, MadeType type, out string from)
    {
        from = relation.Alias;
        var found = relation.Columns.Where(c => c.Type == type).ToList();
        return found.Count > 0 ? Pick(found).Name : "id";
    }
}
