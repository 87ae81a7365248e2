using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Kestrel's transport: connections that the agent's own listeners have accepted are handed to it. Nothing is bound.</summary>
internal sealed class HandedConnections : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Dictionary<HandedEndPoint, HandedListener> listeners = Enum.GetValues<Speech>().ToDictionary(s => new HandedEndPoint(s), s => new HandedListener(new HandedEndPoint(s)));

    public bool CanBind(EndPoint endpoint) => endpoint is HandedEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(listeners[(HandedEndPoint)endpoint]);

    /// <returns>False when the server accepts no more.</returns>
    public bool TryHand(ConnectionContext connection, Speech speech) => listeners[new HandedEndPoint(speech)].TryHand(connection);

    private sealed class HandedListener(HandedEndPoint endPoint) : IConnectionListener
    {
        // What waits here was counted and limited where it was accepted.
        private readonly Channel<ConnectionContext> waiting = Channel.CreateUnbounded<ConnectionContext>();

        public EndPoint EndPoint => endPoint;

        public bool TryHand(ConnectionContext connection) => waiting.Writer.TryWrite(connection);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await waiting.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException)
            {
                return null;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            waiting.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}

/// <summary>Where Kestrel believes to listen for what is spoken in one way.</summary>
internal sealed class HandedEndPoint(Speech speech) : EndPoint
{
    public override bool Equals(object? obj) => obj is HandedEndPoint other && other.ToString() == ToString();

    public override int GetHashCode() => speech.GetHashCode();

    public override string ToString() => $"handed:{speech}";
}
