using System.Collections.Frozen;
using System.Net;
using HoopLike.Console.Audit;
using HoopLike.Console.Security;

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

    private readonly FrozenDictionary<Door, AddressLimit> limits =
        Enum.GetValues<Door>().ToFrozenDictionary(d => d, d => new AddressLimit(time, d == Door.Api ? ApiFailuresAllowed : AddressLimit.FailuresAllowed));

    public bool IsShut(Door door, IPAddress? address) => limits[door].IsBlocked(address);

    /// <summary>Counts a failure; the one that shuts the door leaves an audit entry.</summary>
    public Task FailedAsync(Door door, IPAddress? address, CancellationToken cancellationToken) => limits[door].Failed(address)
        ? audit.AppendAsync(new Actor("unknown", address?.ToString()), new AuditNote("door.shut", "console") { Detail = $"{Word(door)}: too many failures from this address" }, cancellationToken)
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
