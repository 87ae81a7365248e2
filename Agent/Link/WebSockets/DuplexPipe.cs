using System.IO.Pipelines;

namespace HoopLike.Agent.Link.WebSockets;

internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;
}
