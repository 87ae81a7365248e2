using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <param name="KeyId">The key that signed <paramref name="Text"/>.</param>
public readonly record struct LinkBearer(string Text, string KeyId);

/// <summary>How the agent proves itself to the console, and how it gets another key. Thread-safe.</summary>
/// <param name="onChanged">What seals and signs with the agent's key takes the new one; called before the old one is forgotten on disk.</param>
public sealed class LinkIdentity(AgentKeyRing keys, Enrolment enrolment, Action<AgentKey> onChanged, TimeProvider time, ILogger<LinkIdentity> log)
{
    /// <summary>A fresh token for a connect.</summary>
    public LinkBearer Bearer()
    {
        var key = keys.Shown;
        return new LinkBearer(AgentToken.Mint(enrolment.Identity!, key, time.GetUtcNow()), key.KeyId);
    }

    /// <summary>A key to take the place of the one of now, proven by both.</summary>
    /// <exception cref="IOException">It cannot be kept, so it is not offered.</exception>
    public KeyProposal Propose(string challenge)
    {
        var (offered, current) = (keys.Offer(), keys.Current);
        var statement = AgentKeyChange.Statement(enrolment.Identity!.AgentId, challenge, offered.PublicKeyBase64);
        return new KeyProposal(offered.PublicKeyBase64, current.Sign(statement), offered.Sign(statement));
    }

    /// <summary>The console accepts this key.</summary>
    public void Taken(string keyId)
    {
        if (keys.Take(keyId) is not { } before) return;
        try
        {
            onChanged(keys.Current);
            enrolment.Rekey(keyId);
            keys.Settle();
            log.KeyChanged(keyId, before.KeyId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.KeyNotSettled(keyId, e.Message);
        }
    }

    /// <summary>The console does not accept this key: whether there is another one to try.</summary>
    public bool MayTryAnother(string keyId) => keys.MayTryAnother(keyId);
}
