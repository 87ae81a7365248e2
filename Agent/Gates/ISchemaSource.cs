using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Gates;

/// <summary>What is known of the schema of one database of one target, kept fresh for all sessions there.</summary>
public interface ISchemaSource
{
    /// <summary>The newest at hand, which may be up to half a minute old while it is asked for often; null before it was read or after <see cref="Invalidate"/>. Cheap.</summary>
    TargetCatalogue? Current { get; }

    /// <summary>The one at hand, or reads it. An unchanged schema stays the same instance.</summary>
    /// <exception cref="AccessRefused">It cannot be read.</exception>
    Task<TargetCatalogue> GetAsync(CancellationToken ct);

    /// <summary>Reads it, not before this call. For a relation that is not in the one at hand.</summary>
    /// <exception cref="AccessRefused">It cannot be read.</exception>
    Task<TargetCatalogue> RefreshAsync(CancellationToken ct);

    /// <summary>The schema has just been changed: what is at hand is not to be used any more.</summary>
    void Invalidate();

    /// <summary>A transaction of the owner's is making relations of these names over masked columns: until it ended, and the schema was read after that, nobody may use these names.</summary>
    void Unsettle(object owner, IEnumerable<string> names);

    /// <summary>The owner has no such transaction any more.</summary>
    void Settle(object owner);
}
