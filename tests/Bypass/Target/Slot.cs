using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>A pair of databases of its own, one for each twin, as the templates are; after an attempt that wrote they are made anew.</summary>
sealed class Slot
{
    readonly BypassStack stack;
    readonly int number;
    readonly HashSet<Twin> fresh = [];
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

    /// <summary>Whether the database was made anew since this was asked: the gateway does not know yet.</summary>
    public bool TakeFresh(Twin twin)
    {
        lock (fresh) return fresh.Remove(twin);
    }

    public Task ResetAsync() => Task.WhenAll(ResetAsync(Twin.A), ResetAsync(Twin.B));

    public async Task ResetAsync(Twin twin)
    {
        foreach (var file in Directory.GetFiles(Files.Path)) File.Delete(file);
        await stack.RunAsync("postgres", $"drop database if exists {Database(twin)} with (force)", $"create database {Database(twin)} template {(twin == Twin.A ? "twin_a" : "twin_b")} owner shop_owner");
        lock (fresh) fresh.Add(twin);
    }
}
