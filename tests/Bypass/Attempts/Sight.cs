using System.Text;
using HoopLike.Bypass.Tests.Leaks;
using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>All that a client saw of one run of an attempt.</summary>
/// <param name="Said">Everything it sent, so that its own words are not taken for a leak.</param>
/// <param name="Steps">The answers, step by step.</param>
/// <param name="Fault">Why the run could not be made; null when it could.</param>
sealed record Sight(string Said, IReadOnlyList<IReadOnlyList<PgMessage>> Steps, TimeSpan Took, string Database, string? Fault = null)
{
    IEnumerable<PgMessage> Messages => Steps.SelectMany(s => s);

    public bool WasRefused => Messages.Any(m => m.Type == 'E' && m.Fields.GetValueOrDefault('C') == "42501");

    /// <summary>What the server said that it had done.</summary>
    public IEnumerable<string> Tags => Messages.Where(m => m.Type == 'C').Select(m => Encoding.ASCII.GetString(m.Body));

    /// <summary>The planted value that it holds, in words; null when there is none.</summary>
    public string? Leak => Messages.Select(m => LeakScan.Find(m.Body, Said)).FirstOrDefault(l => l is not null) ?? Steps.Select(SpeltIn).FirstOrDefault(l => l is not null);

    /// <summary>What the client knows afterwards, without what differs between any two databases.</summary>
    public string Words => string.Join('\n', Messages.Where(m => m.Type != 'Z' || m.Body[0] != 'I').Select(m => m.ToString())).Replace(Database, "(database)", StringComparison.Ordinal)
        .Replace(Database.Replace('_', '-'), "(connection)", StringComparison.Ordinal);

    string? SpeltIn(IReadOnlyList<PgMessage> step)
    {
        var rows = step.Where(m => m.Type == 'D').Select(m => m.Cells).ToList();
        if (rows.Count == 0) return null;
        return Enumerable.Range(0, rows.Max(r => r.Count)).Select(c => LeakScan.FindSpelt(rows.Where(r => r.Count > c && r[c] is not null).Select(r => Piece(r[c]!)), Said)).FirstOrDefault(l => l is not null)
            ?? LeakScan.FindSpelt(rows.SelectMany(r => r.Where(c => c is not null).Select(c => Piece(c!))), Said);
    }

    /// <summary>An int in binary is taken for what it says.</summary>
    static string Piece(byte[] cell) => cell is [0, 0, 0, > 31 and < 127] ? cell[3].ToString() : Encoding.Latin1.GetString(cell);
}
