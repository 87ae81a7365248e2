namespace HoopLike.Bypass.Tests.Target;

/// <summary>The planted rows as SQL: all of A, and what makes B of a copy of it.</summary>
static class PlantSql
{
    static readonly string[] names = ["Ada Byron", "Bela Bart", "Chen Wei", "Dora Maar", "Edgar Poe", "Fay Wray"];
    static readonly string[] cities = ["Berlin", "Boston", "Berlin", "Bergen", "Boston", "Bergen"];

    public static string Rows => string.Join('\n', Statements());

    public static string TurnIntoB => string.Join('\n', Updates());

    public const string Closing = """
        refresh materialized view people_mat;
        analyze people, depts, orders, accounts, visits, contacts, vip_contacts, tickets, members, people_mat;
        """;

    static IEnumerable<string> Statements()
    {
        for (var row = 1; row <= Plant.Rows + 1; row++)
        {
            yield return $"insert into people (id, name, city, dept_id, joined, {Names("people")}) values ({row}, '{names[row - 1]}', '{cities[row - 1]}', {1 + (row % 4)}, '2020-0{row}-15', {Values("people", row)});";
            yield return $"insert into accounts (id, person_id, status, opened, {Names("accounts")}) values ({row}, {row}, '{(row % 2 == 0 ? "open" : "closed")}', '2021-0{row}-01', {Values("accounts", row)});";
            yield return $"insert into visits (id, day, person_id, room, {Names("visits")}) values ({row}, '{2024 + (row % 2)}-0{row}-02', {row}, 'room {row}', {Values("visits", row)});";
            yield return $"insert into contacts (id, name, {Names("contacts")}) values ({row}, '{names[row - 1]}', {Values("contacts", row)});";
            yield return $"insert into vip_contacts (id, name, lounge, phone) values ({row + 10}, '{names[row - 1]}', 'lounge {row}', {Plant.Literal("vip phone", row, Twin.A)});";
            yield return $"insert into members (id, name, tier, {Names("members")}) values ({row}, '{names[row - 1]}', '{(row % 2 == 0 ? "gold" : "plain")}', {Values("members", row)});";
            yield return $"insert into tickets (id, person_id, subject, opened, {Names("tickets")}) values ({row}, {row}, 'subject {row}', '2025-03-0{row} 10:00+00', {Values("tickets", row)});";
        }
        for (var known = 0; known < Plant.KnownMembers.Count; known++)
            yield return $"insert into members values ({known + 7}, 'Known {known + 1}', 'gold', '{Plant.KnownMembers[known]}', '{Plant.KnownMembers[known ^ 1]}', {Plant.Literal("locker", known + 1, Twin.A)});";
        yield return "insert into orders select n, 1 + n % 6, 'item ' || n % 7, n * 1.5, date '2025-01-01' + n, (array['open', 'paid', 'sent'])[1 + n % 3] from generate_series(1, 120) n;";
    }

    static IEnumerable<string> Updates()
    {
        // The last row too, though it has nothing: every table keeps its order.
        for (var row = 1; row <= Plant.Rows + 1; row++)
        {
            foreach (var (table, columns) in Plant.Columns)
                yield return $"update {(table == "contacts" ? "only contacts" : table)} set {string.Join(", ", columns.Select(c => $"{c} = {Plant.Literal(table == "vip_contacts" ? "vip phone" : c, row, Twin.B)}"))} where id = {(table == "vip_contacts" ? row + 10 : row)};";
        }
        for (var known = 0; known < Plant.KnownMembers.Count; known++) yield return $"update members set locker = {Plant.Literal("locker", known + 1, Twin.B)} where id = {known + 7};";
    }

    static string Names(string table) => string.Join(", ", Plant.Columns[table]);

    static string Values(string table, int row) => string.Join(", ", Plant.Columns[table].Select(c => Plant.Literal(c, row, Twin.A)));
}
