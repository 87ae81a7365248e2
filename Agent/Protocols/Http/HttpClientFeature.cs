using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Whose connection a request came over, and to which of the agent's connections. Travels with Kestrel's connection.</summary>
/// <param name="Connection">As it was configured when the client was accepted.</param>
internal sealed record HttpClientFeature(AcceptedClient Client, ConnectionConfig Connection)
{
    /// <summary>Completed when the server has done with the connection.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
