namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>A parameter of the query, put in where the request leaves: nothing that records, decides or logs has seen the address with it.</summary>
internal sealed class QueryCredential(string name, string value) : TargetCredential
{
    private readonly string pair = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";

    public override IReadOnlyList<string> Secrets { get; } = [value];

    public override string? QueryName => name;

    public override ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        var address = request.RequestUri!;
        var (path, query) = RawAddress.Split(address.PathAndQuery);
        var others = RawAddress.Without(query, name);
        request.RequestUri = RawAddress.Of(address, path, others.Length == 0 ? pair : $"{others}&{pair}");
        return ValueTask.CompletedTask;
    }
}
