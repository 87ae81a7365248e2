using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>What somebody asks about, while they type it.</summary>
public sealed class TrialInput
{
    public string Identity { get; set; } = "";
    /// <summary>Null for the kind that the identity is known to be.</summary>
    public CallerKind? Kind { get; set; }
    /// <summary>Null for those that the identity is known to have.</summary>
    public ImmutableArray<string>? Groups { get; set; }
    /// <summary>Who acts for the identity, as it was recorded; nobody where it is typed.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; set; } = [];
    public string Connection { get; set; } = "";
    public string Operation { get; set; } = "";
    /// <summary>As the browser's field for date and time has it, in the viewer's zone; empty for now.</summary>
    public string At { get; set; } = "";

    public bool IsAskable => Identity.Trim().Length > 0 && Connection.Length > 0;

    public DateTimeOffset? Moment(ViewerZone zone) => DateTime.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? zone.From(at) : null;
}
