using System.Text;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// What the client's statement and portal names stand for, as far as this side can know. A name that is not in here is unknown, never harmless:
/// whatever could make it mean something else (SQL-level PREPARE, DECLARE, DEALLOCATE, anything opaque) removes it. Request side only.
/// </summary>
internal sealed class PgNames(PgPipeline pipeline)
{
    /// <summary>Of statements, and of portals: far above what drivers keep (256 by default in pgJDBC, 500 in others); bounds the memory a session can take.</summary>
    public const int Limit = 50_000;

    /// <summary>The server compares no more of a name (NAMEDATALEN - 1): longer ones with the same beginning are the same to it.</summary>
    private const int Significant = 63;

    private readonly Dictionary<string, PgStatementState> statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PgOperationState> portals = new(StringComparer.Ordinal);
    private PgStatementState? unnamedStatement;
    private PgOperationState? unnamedPortal;

    public int Statements => statements.Count;

    /// <summary>Null for a name that is not known (any more).</summary>
    public PgStatementState? FindStatement(ReadOnlySpan<byte> name)
    {
        var statement = name.IsEmpty ? unnamedStatement : Find(statements, name);
        if (statement is not { HasFailed: true }) return statement;
        RemoveStatement(name);
        return null;
    }

    /// <summary>Whether the name still means this statement.</summary>
    public bool Means(string name, PgStatementState statement) =>
        ReferenceEquals(name.Length == 0 ? unnamedStatement : statements.GetValueOrDefault(name), statement);

    public void SetStatement(ReadOnlySpan<byte> name, PgStatementState statement)
    {
        if (name.IsEmpty)
        {
            (statement.Name, unnamedStatement) = ("", statement);
        }
        else if (IsComparable(name))
        {
            statement.Name = Key(name);
            statements[statement.Name] = statement;
        }
    }

    public void RemoveStatement(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) unnamedStatement = null;
        else statements.Remove(Key(name));
    }

    /// <summary>Null for a name that is not known, or whose portal ended with its transaction.</summary>
    public PgOperationState? FindPortal(ReadOnlySpan<byte> name)
    {
        var portal = name.IsEmpty ? unnamedPortal : Find(portals, name);
        if (portal is null) return null;
        if (!portal.HasFailed && portal.Segment > pipeline.IdleSegment) return portal;
        RemovePortal(name);
        return null;
    }

    /// <summary>Takes over the caller's hold on the operation.</summary>
    /// <exception cref="WireException">Too many are open.</exception>
    public void SetPortal(ReadOnlySpan<byte> name, PgOperationState portal)
    {
        RemovePortal(name);
        if (name.IsEmpty)
        {
            unnamedPortal = portal;
        }
        else if (IsComparable(name))
        {
            if (portals.Count >= Limit) throw new WireException($"More than {Limit} portals are open.");
            portals[Key(name)] = portal;
        }
        else
        {
            pipeline.Release(portal);
        }
    }

    public void RemovePortal(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            if (unnamedPortal is not null) pipeline.Release(unnamedPortal);
            unnamedPortal = null;
        }
        else if (portals.Remove(Key(name), out var portal))
        {
            pipeline.Release(portal);
        }
    }

    public void RemoveUnnamed()
    {
        RemoveStatement([]);
        RemovePortal([]);
    }

    public void ForgetStatement(string name) => statements.Remove(Key(Encoding.UTF8.GetBytes(name)));

    public void ForgetPortal(string name) => RemovePortal(Encoding.UTF8.GetBytes(name));

    /// <summary>Something ran whose effect on names cannot be read from its text.</summary>
    public void ForgetAll()
    {
        statements.Clear();
        ForgetPortals();
        RemoveUnnamed();
    }

    public void ForgetPortals()
    {
        foreach (var portal in portals.Values) pipeline.Release(portal);
        portals.Clear();
    }

    private static T? Find<T>(Dictionary<string, T> names, ReadOnlySpan<byte> name)
        where T : class
    {
        if (names.Count == 0) return null;
        Span<char> key = stackalloc char[Significant];
        var length = Encoding.Latin1.GetChars(name[..Math.Min(name.Length, Significant)], key);
        return names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key[..length], out var found) ? found : null;
    }

    /// <summary>Other names the server converts from the client's encoding before it cuts and compares them: which are the same is not known here, so they stay unknown.</summary>
    private static bool IsComparable(ReadOnlySpan<byte> name) => Ascii.IsValid(name[..Math.Min(name.Length, Significant)]);

    private static string Key(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name[..Math.Min(name.Length, Significant)]);
}
