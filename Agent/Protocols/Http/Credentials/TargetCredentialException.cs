namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>The gateway's credential for a target cannot be had, or the target does not take it. The message is for the caller (502): it holds no part of the credential and no internal address.</summary>
internal sealed class TargetCredentialException(string message, Exception? inner = null) : Exception(message, inner);
