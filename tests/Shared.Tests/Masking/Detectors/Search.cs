using System.Text;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>All findings of a detector, as text.</summary>
internal static class Search
{
    public const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    public static List<string> Find(string word, string text) => Find(DetectorCatalogue.Find(word)!, Encoding.UTF8.GetBytes(text));

    public static List<string> Find(IDetector detector, byte[] utf8)
    {
        var found = new List<string>();
        for (var at = 0; detector.TryFind(utf8, at, out var offset, out var length); at = offset + length) found.Add(Encoding.UTF8.GetString(utf8, offset, length));
        return found;
    }
}
