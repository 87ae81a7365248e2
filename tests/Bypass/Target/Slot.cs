using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>A pair of databases of its own, one for each twin, as the templates are; after whatever wrote they are made anew.</summary>
sealed class Slot
{
    readonly BypassStack stack;
    readonly int number;
    readonly HashSet<Twin> unseen = [];
    int runs;

    public Slot(BypassStack stack, int number)
    {
        this.stack = stack;
        this.number = number;
        if (Environment.IsPrivilegedProcess) File.SetUnixFileMode(Files.Path, (UnixFileMode)0b111_111_111);
    }

    /// <summary>Where the server may write what it is told to.</summary>
    public TempFolder Files { get; } = new();

    public BypassStack Stack => stack;

    public Gateway Gateway(Twin twin) => stack.Plan.Gateways[(2 * number) + (int)twin];

    public string Database(Twin twin) => Gateway(twin).Database;

    /// <summary>A number that no other run of this slot has.</summary>
    public int NextRun() => (Interlocked.Increment(ref runs) * BypassStack.Slots) + number;

    /// <summary>A session of the gateway's own credential with the target itself, for the truth.</summary>
    public RawClient OpenDirectly(Twin twin, string application) => RawClient.Open(stack.Postgres.Port, "shop_owner", stack.Postgres.OwnerPassword, Database(twin), application);

    /// <summary>A session of the analyst through the gateway, which knows the database as it is: what is done past it, it would know within half a minute; a change that it sees makes it look at once.</summary>
    public RawClient Open(Twin twin, string application)
    {
        bool isUnseen;
        lock (unseen) isUnseen = unseen.Remove(twin);
        if (isUnseen)
        {
            using var nudge = Connect(twin, "nudge");
            if (nudge.Query("drop table if exists nowhere").Find(m => m.Type == 'E') is { } error) throw new InvalidOperationException($"The gateway could not be made to look: {error}");
        }
        return Connect(twin, application);
    }

    /// <summary>What somebody does on the target past the gateway.</summary>
    public async Task SetUpAsync(Twin twin, IEnumerable<string> statements)
    {
        lock (unseen) unseen.Add(twin);
        await stack.RunAsync(Database(twin), [.. statements]);
    }

    /// <summary>After whatever was done in it: makes the database anew if it is not as its template any more, and takes away what was written to <see cref="Files"/>.</summary>
    public async Task RestoreAsync(Twin twin)
    {
        foreach (var file in Directory.GetFiles(Files.Path)) File.Delete(file);
        if (await stack.Traces.AreInAsync(Database(twin), twin)) await ResetAsync(twin);
    }

    public Task ResetAsync() => Task.WhenAll(ResetAsync(Twin.A), ResetAsync(Twin.B));

    async Task ResetAsync(Twin twin)
    {
        await stack.RunAsync("postgres", $"drop database if exists {Database(twin)} with (force)", $"create database {Database(twin)} template {(twin == Twin.A ? "twin_a" : "twin_b")} owner shop_owner");
        lock (unseen) unseen.Add(twin);
    }

    RawClient Connect(Twin twin, string application) => RawClient.Open(Gateway(twin).Port, "somebody", Caller.Analyst.Key, Database(twin), application);
}
