using System.Collections.Immutable;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Enforcement;

/// <summary>What is enforced on each path of a protocol, how it fails, and what is blind. Written by the tests that try each cell on a real target (<c>tests/Bypass/Matrix</c>), which fail where it is not true.</summary>
public sealed record EnforcementMatrix(ImmutableArray<EnforcementPath> Paths)
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static readonly ImmutableDictionary<ConnectionProtocol, EnforcementMatrix> all = ReadAll();

    /// <summary>Null for a protocol on which nothing is enforced yet.</summary>
    public static EnforcementMatrix? Of(ConnectionProtocol protocol) => all.GetValueOrDefault(protocol);

    /// <summary>Whether a kind of rule is kept on any path: one that is kept on none is refused when it is saved.</summary>
    public bool Offers(Guard guard) => Paths.Any(p => p.Cells.TryGetValue(guard, out var cell) && cell.Outcome != EnforcementOutcome.Blind);

    /// <exception cref="JsonException">It is no matrix.</exception>
    public static EnforcementMatrix Parse(string text) => JsonSerializer.Deserialize<EnforcementMatrix>(text, json) ?? throw new JsonException("There is no matrix.");

    /// <summary>The file that <see cref="Parse"/> reads.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, json) + "\n";

    private static ImmutableDictionary<ConnectionProtocol, EnforcementMatrix> ReadAll()
    {
        var found = ImmutableDictionary.CreateBuilder<ConnectionProtocol, EnforcementMatrix>();
        foreach (var protocol in Enum.GetValues<ConnectionProtocol>())
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"enforcement/{protocol.ToString().ToLowerInvariant()}.json");
            if (stream is null) continue;
            using var reader = new StreamReader(stream);
            found.Add(protocol, Parse(reader.ReadToEnd()));
        }
        return found.ToImmutable();
    }
}
