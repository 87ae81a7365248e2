namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>What a browser or program calls itself, in few words.</summary>
internal static class ClientWords
{
    private const int Longest = 60;
    private static readonly (string Mark, string Words)[] browsers = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Words)[] systems = [("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? client)
    {
        if (string.IsNullOrWhiteSpace(client)) return "";
        var browser = browsers.FirstOrDefault(b => client.Contains(b.Mark, StringComparison.Ordinal)).Words;
        if (browser is null) return client.Length > Longest ? client[..Longest] + "…" : client;
        var system = systems.FirstOrDefault(s => client.Contains(s.Mark, StringComparison.Ordinal)).Words;
        return system is null ? browser : $"{browser} on {system}";
    }
}
