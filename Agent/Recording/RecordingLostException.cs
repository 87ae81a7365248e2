namespace HoopLike.Agent.Recording;

/// <summary>The recording cannot go on (spool full or broken), so the session must end: nothing may be delivered that is not recorded. The message may be shown to the caller.</summary>
public sealed class RecordingLostException(string message, Exception? inner = null) : Exception(message, inner);
