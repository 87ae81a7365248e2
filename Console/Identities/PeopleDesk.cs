using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>What administrators do about people of providers.</summary>
public sealed class PeopleDesk(ConsoleDbFactory databases, SignIns signIns, AuditLog audit, LiveFeed live)
{
    /// <summary>Signs the person out everywhere and deletes what the provider said of it: display name, e-mail, groups, subject. Should it come again, it begins anew, even as another subject of the same name. Recordings and the audit log keep the name.</summary>
    public async Task ForgetAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        await signIns.EndAsync(s => s.Name == name && s.Provider != null, "forgotten by an administrator", actor, cancellationToken);
        var version = await databases.WriteWithRetryAsync(
            async db =>
            {
                if (await db.Set<PersonEntity>().Where(p => p.Name == name).ExecuteDeleteAsync(cancellationToken) == 0) return (long?)null;
                await audit.AppendAsync(db, actor, new AuditNote("person.forgotten", $"person {name}"), cancellationToken);
                return await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
            },
            cancellationToken);
        if (version is null) return;
        live.Publish(LiveTopics.Audit, $"person {name}");
        live.Publish(LiveTopics.Snapshot, $"{version}");
    }
}
