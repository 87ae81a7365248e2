namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>A way by which a request reaches the target and its answer the caller.</summary>
/// <param name="Name">A word for it; the target answers <c>/secrets/{name}</c> in its manner.</param>
/// <param name="Title">What people call it.</param>
sealed record HttpPath(string Name, string Title)
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Of the request's body; null where there is none. In it <c>{word}</c> stands for what must not be seen.</summary>
    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Over TLS or in the clear; null for HTTP/1.1.</summary>
    public Version? Version { get; init; }

    public bool IsTls { get; init; }

    /// <summary>How the address is written; null for plainly.</summary>
    public string? Address { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer has something to mask.</summary>
    public bool Shows { get; init; } = true;

    public override string ToString() => Name;
}
