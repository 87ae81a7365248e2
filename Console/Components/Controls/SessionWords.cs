using HoopLike.Console.Sessions;

namespace HoopLike.Console.Components.Controls;

/// <summary>Sessions in plain words.</summary>
public static class SessionWords
{
    /// <summary>As <c>3 operations, 1 denied</c>.</summary>
    public static string Of(SessionEntity session) =>
        $"{session.Operations:n0} {(session.Operations == 1 ? "operation" : "operations")}{(session.Denied > 0 ? $", {session.Denied:n0} denied" : "")}{(session.Held > 0 ? $", {session.Held:n0} held" : "")}";
}
