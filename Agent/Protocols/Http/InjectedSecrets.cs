using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Bodies.Injected;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What a session has put into requests for its target: no answer brings it back. Thread-safe.</summary>
internal sealed class InjectedSecrets
{
    /// <summary>Tokens that a session fetches end and are replaced. A target that says one back does so while it is good, or soon after.</summary>
    private const int Most = 16;

    private readonly Lock gate = new();
    private readonly List<Secret> secrets = [];
    private volatile SecretForms forms = SecretForms.None;

    /// <summary>All of them, in every form in which they may be said back.</summary>
    public SecretForms Forms => forms;

    /// <summary>Before they are sent. Cheap where they are known already.</summary>
    public void AddAll(IEnumerable<string> parts)
    {
        lock (gate)
        {
            var fresh = parts.Select(p => new Secret(p)).Where(s => !secrets.Contains(s)).ToList();
            if (fresh.Count == 0) return;
            secrets.AddRange(fresh);
            if (secrets.Count > Most) secrets.RemoveRange(0, secrets.Count - Most);
            forms = SecretForms.Of(secrets);
        }
    }
}
