using System.Text;

namespace HoopLike.Shared.Contracts;

/// <summary>A new key that an agent offers, proven by both keys. Signatures are ES256 (64 bytes, r then s) over <see cref="AgentKeyChange.Statement"/>.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER, base64.</param>
public sealed record KeyProposal(string PublicKey, byte[] ByOldKey, byte[] ByNewKey);

/// <summary>How an agent's key is changed: the console asks with a challenge of its own, the agent answers with what both keys sign.</summary>
public static class AgentKeyChange
{
    /// <summary>Bound to one agent, one challenge and one key: good for nothing else.</summary>
    /// <param name="challenge">Random text of the console's, used once.</param>
    public static byte[] Statement(Guid agent, string challenge, string newPublicKey) => Encoding.UTF8.GetBytes($"hooplike agent key change v1\n{agent:d}\n{challenge}\n{newPublicKey}");
}
