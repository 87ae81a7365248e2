namespace HoopLike.Shared.Masking.Bodies;

/// <summary>A body is not what its content type says, or too large in some part to be masked. The message is for the caller of the gateway: it holds nothing of the body. The rest of the body must not be delivered.</summary>
public sealed class UnreadableBodyException(string message) : Exception(message);
