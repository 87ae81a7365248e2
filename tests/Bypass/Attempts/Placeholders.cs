using System.Text;
using System.Text.RegularExpressions;
using HoopLike.Bypass.Tests.Target;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>What stands in braces in an attempt: <c>{n}</c> a number of the run's own, <c>{dir}</c> a folder that the server may write, <c>{ssn}</c> what row 1 of twin A has there, <c>{ssn:2}</c> how that begins,
/// <c>{listed:9}</c> nine guesses at a member, the right one among them, as constants of SQL, <c>{array:9}</c> the same as an array, and <c>{hex}</c> the right one's bytes, where a statement on clean tables would take it into its recording.</summary>
static partial class Placeholders
{
    public static string Fill(string text, Slot slot, Twin twin, int run) => Name().Replace(text, m => m.Groups[1].Value switch
    {
        "n" => run.ToString(),
        "dir" => slot.Files.Path,
        "db" => slot.Database(twin),
        "port" => slot.Stack.Postgres.Port.ToString(),
        "password" => slot.Stack.Postgres.OwnerPassword,
        "listed" => string.Join(", ", Guesses(m).Select(g => $"'{g}'")),
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Plant.Text("member", 1, Twin.A))),
        "array" => $"{{{string.Join(',', Guesses(m))}}}",
        var column => m.Groups[2].Success ? Plant.Text(column, 1, Twin.A)[..int.Parse(m.Groups[2].Value)] : Plant.Text(column, 1, Twin.A),
    });

    static IEnumerable<string> Guesses(Match asked) => Enumerable.Range(2, int.Parse(asked.Groups[2].Value) - 1).Select(n => $"guess {n}").Append(Plant.Text("member", 1, Twin.A));

    [GeneratedRegex(@"\{(n|dir|db|port|password|ssn|zip|pin|account|iban|born|salary|token|email|code|phone|diagnosis|alias|member|locker|listed|array|hex)(?::(\d+))?\}")]
    private static partial Regex Name();
}
