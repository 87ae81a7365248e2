using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>What enrolment gave: the id by which the console knows this agent's key.</summary>
/// <param name="KeyId">The key that was enrolled; an identity of another key is none.</param>
public sealed record AgentIdentity(Guid AgentId, string Name, string KeyId)
{
    public const string FileName = "agent.json";

    /// <summary>Null when this name has not been enrolled with a key of these, or the file cannot be read.</summary>
    public static AgentIdentity? Load(DataDirectory directory, string name, AgentKeyRing keys)
    {
        try
        {
            var saved = JsonSerializer.Deserialize<AgentIdentity>(File.ReadAllBytes(directory.PathOf(FileName)), SnapshotJson.Plain);
            return saved?.Name == name && keys.Has(saved.KeyId) ? saved : null;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Save(DataDirectory directory) => directory.WriteAtomically(FileName, JsonSerializer.SerializeToUtf8Bytes(this, SnapshotJson.Plain));
}
