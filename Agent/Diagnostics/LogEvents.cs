namespace HoopLike.Agent.Diagnostics;

/// <summary>Where the event ids of each room begin; a room has a thousand.</summary>
public static class LogEvents
{
    public const int Listening = 1000;
    public const int Link = 2000;
    public const int Gates = 3000;
    public const int Targets = 4000;
    public const int Recording = 5000;
    public const int Postgres = 6000;
    public const int Sessions = 7000;
    public const int Commands = 8000;
    public const int Http = 9000;
}
