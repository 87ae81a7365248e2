using System.Collections.Immutable;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Console.Agents;

/// <summary>The agents' recordings link.</summary>
[Authorize(AuthenticationSchemes = AgentAuthentication.SchemeName)]
public sealed class AgentRecordingsHub(RecordingIngest ingest, AgentKeys keys, AgentLinks links) : Hub, IAgentRecordingsHub
{
    private const string SourceItem = "source";

    public override async Task OnConnectedAsync()
    {
        links.Opened(Context, isControl: false);
        if (!await keys.CountsAsync(Context.User!, Context.ConnectionAborted)) Context.Abort();
        var name = AgentAuthentication.NameOf(Context.User!);
        // Asked when a recording ends: by then the agent may have another key.
        Context.Items[SourceItem] = new RecordingSource(name, AgentAuthentication.IdOf(Context.User!), stop => keys.AllOfAsync(name, stop));
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        links.Closed(Context);
        return base.OnDisconnectedAsync(exception);
    }

    public Task<ImmutableArray<RecordingAck>> Resume(ImmutableArray<Guid> sessions) => RunAsync(source => ingest.ResumeAsync(source, sessions, Context.ConnectionAborted));

    public Task<RecordingAck> Append(RecordingChunk chunk) => RunAsync(source => ingest.AppendAsync(source, chunk, Context.ConnectionAborted));

    private async Task<T> RunAsync<T>(Func<RecordingSource, Task<T>> work)
    {
        try
        {
            return await work((RecordingSource)Context.Items[SourceItem]!);
        }
        catch (RecordingRefusedException e)
        {
            throw new HubException(e.Message, e);
        }
    }
}
