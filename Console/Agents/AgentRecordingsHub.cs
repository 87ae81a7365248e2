using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Console.Identities;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Console.Agents;

/// <summary>The agents' recordings link.</summary>
[Authorize(AuthenticationSchemes = AgentAuthentication.SchemeName)]
public sealed class AgentRecordingsHub(RecordingIngest ingest, AgentKeys keys, AgentLinks links, ServiceKeyUse uses) : Hub, IAgentRecordingsHub
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

    public async Task<RecordingAck> Append(RecordingChunk chunk)
    {
        var ack = await RunAsync(source => ingest.AppendAsync(source, chunk, Context.ConnectionAborted));
        if (chunk.FirstSequence == 0 && OpenedIn(chunk.Records) is { } opened) await uses.NoteSessionAsync(opened.Identity, opened.ProvenBy, opened.StartedAt, opened.ClientAddress, Context.ConnectionAborted);
        return ack;
    }

    /// <summary>Null in records that were stored though they cannot be read: the recording keeps them as they are.</summary>
    private static OpenedEvent? OpenedIn(byte[] records)
    {
        try
        {
            var cursor = new RecordCursor(records);
            return cursor.TryNext(out var first) && first.Header.Kind == RecordKind.Opened ? JsonSerializer.Deserialize<OpenedEvent>(first.Payload, RecordingJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
