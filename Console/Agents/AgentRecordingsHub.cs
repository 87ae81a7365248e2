using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>The agents' recordings link.</summary>
[Authorize(AuthenticationSchemes = AgentAuthentication.SchemeName)]
public sealed class AgentRecordingsHub(RecordingIngest ingest, ConsoleDbFactory databases) : Hub, IAgentRecordingsHub
{
    private const string SourceItem = "source";

    public override async Task OnConnectedAsync()
    {
        var name = AgentAuthentication.NameOf(Context.User!);
        await using var db = databases.CreateDbContext();
        var keys = await db.Set<AgentMemberEntity>().Where(m => m.AgentName == name).Select(m => m.PublicKey).ToListAsync(Context.ConnectionAborted);
        Context.Items[SourceItem] = new RecordingSource(name, AgentAuthentication.IdOf(Context.User!), keys);
        await base.OnConnectedAsync();
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
