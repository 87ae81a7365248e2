using System.Text;
using HoopLike.Agent.Callers;
using Xunit;

namespace HoopLike.Agent.Tests.Callers;

public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode ownerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ownerFolder = ownerFile | UnixFileMode.UserExecute;
    private readonly ScratchFolder scratch = new();

    private PrivateFolder Folder => scratch.Folder;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_is_written_is_its_owners_alone_from_the_first_byte()
    {
        Folder.Write("secret", "one"u8);

        Assert.Equal(ownerFolder, File.GetUnixFileMode(Folder.FullPath));
        Assert.Equal(ownerFile, File.GetUnixFileMode(Folder.PathOf("secret")));
        Assert.Equal("one", Encoding.UTF8.GetString(Folder.ReadPrivate("secret")!));
        Assert.Equal(["secret"], Directory.GetFiles(Folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_others_could_enter_is_closed_when_something_is_written()
    {
        Directory.CreateDirectory(Folder.FullPath, ownerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        Folder.Write("secret", "one"u8);

        Assert.Equal(ownerFolder, File.GetUnixFileMode(Folder.FullPath));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_file_that_others_could_use_is_not_read(UnixFileMode more)
    {
        Folder.Write("secret", "one"u8);
        File.SetUnixFileMode(Folder.PathOf("secret"), ownerFile | more);

        var refusal = Assert.Throws<CallerFailure>(() => Folder.ReadPrivate("secret"));

        Assert.Contains($"chmod 600 {Folder.PathOf("secret")}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("one", refusal.Message.Split("chmod")[0].Split(Folder.FullPath)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_which_others_could_swap_the_file_is_not_read_from()
    {
        Folder.Write("secret", "one"u8);
        File.SetUnixFileMode(Folder.FullPath, ownerFolder | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);

        Assert.Contains("chmod 700", Assert.Throws<CallerFailure>(() => Folder.ReadPrivate("secret")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_where_the_system_keeps_configuration()
    {
        Assert.Equal("/x/hooplike", PrivateFolder.OfUser(n => n == "XDG_CONFIG_HOME" ? "/x" : "/home/ada").FullPath);
        Assert.Equal("/home/ada/.config/hooplike", PrivateFolder.OfUser(n => n == "HOME" ? "/home/ada" : null).FullPath);
        // The specification says to ignore what is not absolute.
        Assert.Equal("/home/ada/.config/hooplike", PrivateFolder.OfUser(n => n == "HOME" ? "/home/ada" : "relative").FullPath);
        Assert.Contains("HOME", Assert.Throws<CallerFailure>(() => PrivateFolder.OfUser(_ => null)).Message, StringComparison.Ordinal);
    }
}
