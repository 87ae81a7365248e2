namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>Addresses of the pages about policies.</summary>
internal static class PolicyLink
{
    public static string To(string name) => $"/policies/{Uri.EscapeDataString(name)}";

    public static string Edit(string name) => $"{To(name)}/edit";

    public static string Copy(string name) => $"/policies/new?from={Uri.EscapeDataString(name)}";
}
