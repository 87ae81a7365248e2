using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Agent.Link;

/// <summary>The key that the agent proves itself with and, while it is being changed, the one that takes its place. Both are on disk from before the console hears of the new one, so that no crash
/// and no lost answer locks the agent out. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Sessions that began with the key of before sign with it until they end; the collector disposes of it then.")]
public sealed class AgentKeyRing
{
    /// <summary>PKCS#8 PEM in the data directory, mode 0600.</summary>
    public const string FileName = "agent.key";

    /// <summary>As <see cref="FileName"/>, while the console has not said which of the two counts.</summary>
    public const string NextFileName = "agent.key.next";

    private readonly Lock gate = new();
    private readonly DataDirectory directory;
    private volatile AgentKey current;
    private volatile AgentKey? next;
    // Which of the two to show at the next connect, after the console refused the other.
    private bool showsNext;

    private AgentKeyRing(DataDirectory directory, AgentKey current, AgentKey? next) => (this.directory, this.current, this.next) = (directory, current, next);

    /// <summary>What signs and seals now.</summary>
    public AgentKey Current => current;

    /// <summary>Offered to the console; null while no change is under way.</summary>
    public AgentKey? Next => next;

    /// <summary>What to prove the agent with at the next connect.</summary>
    public AgentKey Shown
    {
        get { lock (gate) return showsNext ? next ?? current : current; }
    }

    /// <summary>The keys of a data directory; the first one is made when there is none.</summary>
    /// <exception cref="InvalidDataException">A file is not such a key, or others may read it; the message says what to do.</exception>
    public static AgentKeyRing LoadOrCreate(DataDirectory directory)
    {
        if (AgentKey.Load(directory, FileName) is { } key) return new AgentKeyRing(directory, key, AgentKey.Load(directory, NextFileName));
        var made = AgentKey.Create();
        made.Save(directory, FileName);
        // A second key without a first one is of an agent that is no more.
        directory.Delete(NextFileName);
        return new AgentKeyRing(directory, made, null);
    }

    public bool Has(string keyId) => current.KeyId == keyId || next?.KeyId == keyId;

    /// <summary>The key to offer, the same one until it is settled: what the console may have taken already must not be lost.</summary>
    public AgentKey Offer()
    {
        lock (gate)
        {
            if (next is { } offered) return offered;
            // Where the last change could not be settled, the file of the next key is still the only one that counts.
            Settle();
            var made = AgentKey.Create();
            made.Save(directory, NextFileName);
            return next = made;
        }
    }

    /// <summary>The console did not accept a key.</summary>
    /// <returns>True when there is another one, to be tried at once; asked again about that one, false, and the first is shown again.</returns>
    public bool MayTryAnother(string refused)
    {
        lock (gate)
        {
            if (next is null) return false;
            showsNext = refused == current.KeyId;
            return showsNext;
        }
    }

    /// <summary>The console accepts this key. When it is the one that was offered, it takes the other's place.</summary>
    /// <returns>The key that was replaced; null when nothing changes.</returns>
    public AgentKey? Take(string accepted)
    {
        lock (gate)
        {
            showsNext = false;
            if (next is not { } taken || taken.KeyId != accepted) return null;
            var before = current;
            (current, next) = (taken, null);
            return before;
        }
    }

    /// <summary>Forgets on disk the key that was replaced; to be called when nothing on disk needs it any more.</summary>
    public void Settle()
    {
        lock (gate)
        {
            if (next is null && File.Exists(directory.PathOf(NextFileName))) directory.Move(NextFileName, FileName);
        }
    }

    /// <summary>Deletes the keys on disk; those in memory go on signing what is open.</summary>
    public void Forget()
    {
        lock (gate)
        {
            directory.Delete(NextFileName);
            directory.Delete(FileName);
        }
    }
}
