using System.Net;
using System.Net.Sockets;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Protocols;

/// <summary>The steps of the way to a target as they are tried, each timed. After one that fails none is tried.</summary>
internal sealed class ProbeRun
{
    private readonly TimeProvider time;
    private readonly List<ProbeStep> steps = [];

    private ProbeRun(TimeProvider time) => this.time = time;

    /// <param name="names">All steps, in order.</param>
    /// <param name="way">Goes them.</param>
    public static async Task<ConnectionProbe> RunAsync(IReadOnlyList<string> names, TimeProvider time, Func<ProbeRun, Task> way)
    {
        var run = new ProbeRun(time);
        try
        {
            await way(run);
        }
        catch (StepFailedException)
        {
            // It has written its step; the ones after it are not tried.
        }
        foreach (var name in names.Skip(run.steps.Count)) run.steps.Add(new ProbeStep(name, ProbeOutcome.Skipped, "Not tried, because a step before it failed.", 0));
        return new ConnectionProbe([.. run.steps]);
    }

    public void Add(string name, string words) => steps.Add(new ProbeStep(name, ProbeOutcome.Ok, words, 0));

    public void Skip(string name, string words) => steps.Add(new ProbeStep(name, ProbeOutcome.Skipped, words, 0));

    public async Task StepAsync(string name, Func<Task<string>> work)
    {
        var begun = time.GetTimestamp();
        try
        {
            var words = await work();
            steps.Add(new ProbeStep(name, ProbeOutcome.Ok, words, Since(begun)));
        }
        catch (Exception e)
        {
            steps.Add(new ProbeStep(name, ProbeOutcome.Failed, ProbeWords.Of(e), Since(begun)));
            throw new StepFailedException(e);
        }
    }

    /// <summary>The step of finding the host's addresses.</summary>
    public async Task ResolveAsync(string name, string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out _)) Skip(name, "The host is an address already.");
        else await StepAsync(name, () => AddressesAsync(host, ct));
    }

    private static async Task<string> AddressesAsync(string host, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        return addresses.Length == 0 ? throw new SocketException((int)SocketError.HostNotFound) : $"{host} is {string.Join(", ", addresses.Take(4).Select(a => a.ToString()))}{(addresses.Length > 4 ? ", …" : "")}.";
    }

    private int Since(long begun) => (int)Math.Ceiling(time.GetElapsedTime(begun).TotalMilliseconds);

    private sealed class StepFailedException(Exception inner) : Exception("A step failed.", inner);
}
