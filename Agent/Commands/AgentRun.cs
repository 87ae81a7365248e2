using HoopLike.Agent.Diagnostics;
using HoopLike.Agent.Link;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

/// <summary>One run of an agent, from its start to its exit code.</summary>
internal static class AgentRun
{
    public static async Task<int> RunAsync(AgentOptions options, CancellationToken ct)
    {
        using var logs = AgentLog.Open(options.LogFormat);
        var log = logs.CreateLogger<AgentHost>();
        using var signals = new StopSignals(ct);
        try
        {
            await using var agent = new AgentHost(options, logs, TimeProvider.System);
            await agent.RunAsync(signals.Asked);
            return ExitCode.Clean;
        }
        catch (Exception e) when (e is ConsoleRefusedException or AgentRevokedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.Refused(e.Message);
            return ExitCode.Failure;
        }
        catch (Exception e)
        {
            log.Failed(e);
            return ExitCode.Failure;
        }
    }
}
