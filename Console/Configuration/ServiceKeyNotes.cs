using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Configuration;

/// <summary>What a change that is about to be saved does to service accounts' keys, whichever door it came by.</summary>
internal static class ServiceKeyNotes
{
    /// <summary>Says of new keys who made them, and of all that come and go what to write down.</summary>
    public static IReadOnlyList<AuditNote> Of(ConsoleDb db, Actor actor)
    {
        var notes = new List<AuditNote>();
        foreach (var entry in db.ChangeTracker.Entries<ServiceAccountKeyEntity>())
        {
            var key = entry.Entity;
            if (entry.State == EntityState.Added)
            {
                key.CreatedBy = actor.Name;
                notes.Add(Note("made", key, key.ExpiresAt is { } end ? $"good until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "good until it is revoked"));
            }
            else if (entry.State == EntityState.Deleted)
            {
                notes.Add(Note("revoked", key, key.LastUsedAt is { } used ? $"last used {used.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "never used"));
            }
        }

        return notes;
    }

    private static AuditNote Note(string deed, ServiceAccountKeyEntity key, string more) => new($"service-account.key-{deed}", $"service account {key.Account}") { Detail = $"key {key.Prefix}…, {more}" };
}
