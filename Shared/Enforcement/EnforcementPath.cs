using System.Collections.Immutable;

namespace HoopLike.Shared.Enforcement;

/// <summary>A way by which an operation reaches the target and its answer the client.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Cells">By kind of rule; kinds that mean nothing on the path are left out.</param>
public sealed record EnforcementPath(string Name, string Title, ImmutableSortedDictionary<Guard, EnforcementCell> Cells);
