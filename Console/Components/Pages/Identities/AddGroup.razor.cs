using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The form for a new group.</summary>
public sealed partial class AddGroup
{
    private static readonly string[] fields = [".name"];
    private ImmutableArray<ConsoleRole> roles = [];

    private async Task AddAsync()
    {
        if (await SaveAsync(new GroupConfig(Name.Trim(), roles))) await OnClose.InvokeAsync();
    }
}
