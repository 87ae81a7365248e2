using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HoopLike.Console.Configuration;

/// <summary>What would be wrong if an object were saved as it stands in its editor.</summary>
public static partial class DraftCheck
{
    /// <summary>Empty when it could be saved. Paths begin at the object: <c>columns[0]</c>; what concerns it as a whole has an empty path.</summary>
    /// <param name="stored">All sections, as they are.</param>
    public static ImmutableArray<ConfigMistake> Of(ConsoleConfig stored, object draft) => [.. ConfigRules.Check(ConfigEdit.With(stored, draft), stored).Select(FromObject)];

    /// <summary>The same mistake with its path from the object on.</summary>
    public static ConfigMistake FromObject(ConfigMistake mistake) => mistake with { Path = Section().Replace(mistake.Path, "", 1) };

    [GeneratedRegex(@"\A[A-Za-z]+\[[0-9]+\]\.?", RegexOptions.None, 1000)]
    private static partial Regex Section();
}
