using System.Collections.Frozen;
using System.Net;
using HoopLike.Console.Audit;
using HoopLike.Shared.Security;

namespace HoopLike.Console.Identities;

/// <summary>Where callers prove themselves to the console.</summary>
public enum Door { SignIn, Device, Token, Enrolment, Api, Provider }

/// <summary>Stops guessing: an address that failed too often at a door is refused there, unheard, until the window is over. Whoever guards another door is not kept from it.</summary>
public sealed class Doors(AuditLog audit, TimeProvider time)
{
    /// <summary>What the refused are told.</summary>
    public const string Shut = "Too many attempts failed from this address. Try again in five minutes.";

    /// <summary>At the REST interface a whole fleet behind one address may bear a key that was just replaced.</summary>
    private const int ApiFailuresAllowed = 200;

    /// <summary>How long a door is shut, and within which time failures add up.</summary>
    public static readonly TimeSpan ShutFor = TimeSpan.FromMinutes(5);

    private readonly FrozenDictionary<Door, FailedAttempts> failures =
        Enum.GetValues<Door>().ToFrozenDictionary(d => d, d => new FailedAttempts(time, d == Door.Api ? ApiFailuresAllowed : FailedAttempts.UsualLimit, ShutFor));

    public bool IsShut(Door door, IPAddress? address) => address is not null && failures[door].IsBlocked(address);

    /// <summary>Counts a failure; the one that shuts the door leaves an audit entry.</summary>
    public Task FailedAsync(Door door, IPAddress? address, CancellationToken cancellationToken) => address is not null && failures[door].Add(address)
        ? audit.AppendAsync(new Actor("unknown", address.ToString()), new AuditNote("door.shut", "console") { Detail = $"{Word(door)}: too many failures from this address" }, cancellationToken)
        : Task.CompletedTask;

    private static string Word(Door door) => door switch
    {
        Door.SignIn => "sign-in",
        Door.Device => "device codes",
        Door.Token => "token endpoint",
        Door.Enrolment => "agents' enrolment",
        Door.Provider => "identity providers' own calls",
        _ => "REST interface",
    };
}
