using System.Security.Cryptography;
using HoopLike.Console.Sessions;

namespace HoopLike.Console.Tests.Sessions;

/// <summary>An agent that sends recordings.</summary>
static class Source
{
    public static RecordingSource Of(ECDsa key) => new("local", Guid.NewGuid(), _ => Task.FromResult<IReadOnlyCollection<string>>([Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())]));
}
