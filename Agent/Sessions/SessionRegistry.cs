using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HoopLike.Agent.Sessions;

/// <summary>All live sessions of this agent. A session registers before it runs and is removed after it has ended. Thread-safe.</summary>
public sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<Guid, SessionState> byId = new();
    private readonly ConcurrentDictionary<int, SessionState> byProcessId = new();

    /// <summary>A copy as of now.</summary>
    public IReadOnlyCollection<SessionState> All => (IReadOnlyCollection<SessionState>)byId.Values;

    public int Count => byId.Count;

    /// <summary>Raised after a session was added.</summary>
    public event Action<SessionState>? Added;

    /// <summary>Raised after a session was removed.</summary>
    public event Action<SessionState>? Removed;

    /// <exception cref="InvalidOperationException">Its id or its cancel key's process id is already in use.</exception>
    public void Add(SessionState session)
    {
        if (!byProcessId.TryAdd(session.CancelKey.ProcessId, session)) throw new InvalidOperationException("The session's cancel key is already in use.");
        if (!byId.TryAdd(session.Id, session))
        {
            byProcessId.TryRemove(KeyValuePair.Create(session.CancelKey.ProcessId, session));
            throw new InvalidOperationException("The session's id is already in use.");
        }
        Added?.Invoke(session);
    }

    public void Remove(SessionState session)
    {
        byProcessId.TryRemove(KeyValuePair.Create(session.CancelKey.ProcessId, session));
        if (byId.TryRemove(KeyValuePair.Create(session.Id, session))) Removed?.Invoke(session);
    }

    /// <summary>The session that a cancel request means; null unless both numbers are right.</summary>
    public SessionState? FindByCancelKey(int processId, int secret) =>
        byProcessId.TryGetValue(processId, out var session) && session.CancelKey.Secret == secret ? session : null;

    /// <returns>False when there is no such session (any more).</returns>
    public bool End(Guid id, string reason)
    {
        if (!byId.TryGetValue(id, out var session)) return false;
        session.End(reason);
        return true;
    }

    /// <summary>A random key whose process id (positive, as servers give them) no live session has.</summary>
    public (int ProcessId, int Secret) NewCancelKey()
    {
        while (true)
        {
            var processId = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            if (!byProcessId.ContainsKey(processId)) return (processId, RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue));
        }
    }
}
