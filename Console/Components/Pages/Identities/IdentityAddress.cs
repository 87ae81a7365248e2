namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>Addresses of the pages about identities.</summary>
public static class IdentityAddress
{
    public static string Person(string name) => "/identities/people/" + Uri.EscapeDataString(name);

    public static string ServiceAccount(string name) => "/identities/service-accounts/" + Uri.EscapeDataString(name);

    public static string Provider(string name) => "/identities/providers/" + Uri.EscapeDataString(name);

    public static string Group(string name) => "/identities/groups/" + Uri.EscapeDataString(name);
}
