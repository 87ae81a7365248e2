using HoopLike.Agent.Callers;

namespace HoopLike.Agent.Tests.Callers;

/// <summary>A configuration directory of one test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("hooplike-callers-").FullName;

    public PrivateFolder Folder => new(Path.Combine(root, "hooplike"));

    public SignInStore Store => new(Folder);

    /// <summary>An environment that has its configuration here, and these variables besides.</summary>
    public Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => name == "XDG_CONFIG_HOME" ? root : variables.FirstOrDefault(v => v.Name == name).Value;

    public void Dispose() => Directory.Delete(root, recursive: true);
}
