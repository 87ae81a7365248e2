using System.Text;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// What a client asks of the gateway itself, in its <c>options</c>: <c>-c hooplike.auth=oauth</c> (PostgreSQL's clients cannot choose how to prove themselves; its servers choose).
/// Such options are taken out before the target sees them.
/// </summary>
internal static class PgOwnOptions
{
    private const string Parameter = "options";
    private const string Prefix = "hooplike.";
    private const string Auth = "hooplike.auth";

    /// <summary>The start-up message as the target is to see it, and whether the client wants to prove itself by OAUTHBEARER.</summary>
    /// <exception cref="WireException">An option of ours is unknown, or has a value that it cannot have.</exception>
    public static (PgStartupMessage Startup, bool WantsOAuth) TakeFrom(PgStartupMessage startup)
    {
        if (startup[Parameter] is not { } options || !options.Contains(Prefix, StringComparison.OrdinalIgnoreCase)) return (startup, false);
        var wantsOAuth = false;
        var kept = new List<string>();
        var words = Split(options);
        for (var i = 0; i < words.Count; i++)
        {
            var (raw, word) = words[i];
            // As the server reads them: -c name=value, -cname=value, --name=value.
            var isSplit = word == "-c" && i + 1 < words.Count;
            var setting = isSplit ? words[i + 1].Word : word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith("-c", StringComparison.Ordinal) ? word[2..] : "";
            if (setting.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) wantsOAuth = Read(setting);
            else kept.AddRange(isSplit ? [raw, words[i + 1].Raw] : [raw]);
            if (isSplit) i++;
        }

        var others = startup.Parameters.Where(p => p.Name != Parameter);
        return (startup with { Parameters = kept.Count == 0 ? [.. others] : [.. others, (Parameter, string.Join(' ', kept))] }, wantsOAuth);
    }

    private static bool Read(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (setting, "") : (setting[..equals], setting[(equals + 1)..]);
        if (!string.Equals(name, Auth, StringComparison.OrdinalIgnoreCase)) throw new WireException($"The access gateway has no such option; it has {Auth}.");
        return value switch
        {
            "oauth" => true,
            "password" => false,
            _ => throw new WireException($"The option {Auth} is oauth or password."),
        };
    }

    /// <summary>Words apart by white space, a backslash before a character taking it as it is (PostgreSQL manual, section 19.1.3); with each its text as it came.</summary>
    private static List<(string Raw, string Word)> Split(string options)
    {
        var words = new List<(string, string)>();
        var (raw, word) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < options.Length; i++)
        {
            var c = options[i];
            if (char.IsWhiteSpace(c))
            {
                End();
                continue;
            }

            raw.Append(c);
            if (c != '\\')
            {
                word.Append(c);
            }
            else if (i + 1 < options.Length)
            {
                raw.Append(options[++i]);
                word.Append(options[i]);
            }
        }

        End();
        return words;

        void End()
        {
            if (raw.Length > 0) words.Add((raw.ToString(), word.ToString()));
            raw.Clear();
            word.Clear();
        }
    }
}
