using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HoopLike.Agent.Callers;

/// <summary>The terminal's echo, off until it is disposed. .NET's own way turns it on again between two keys, so that what is typed or pasted quickly would show.</summary>
internal sealed partial class TerminalEcho : IDisposable
{
    // After what was written is out; what was typed before the question is dropped, as getpass(3) does.
    private const int Flush = 2;
    private const uint Echo = 0x8;

    // struct termios: four flags, of which the last is c_lflag. They are 32 bits wide on Linux, 64 on macOS.
    private static readonly int localFlags = OperatingSystem.IsMacOS() ? 24 : 12;
    private readonly SafeFileHandle terminal;
    private readonly byte[] before;

    private TerminalEcho(SafeFileHandle terminal, byte[] before) => (this.terminal, this.before) = (terminal, before);

    /// <exception cref="CallerFailure">It cannot be turned off.</exception>
    public static TerminalEcho TurnOff(SafeFileHandle terminal)
    {
        var settings = new byte[256];
        if (Get(terminal, settings) != 0) throw Cannot();
        var shown = settings.ToArray();
        var flags = MemoryMarshal.Cast<byte, uint>(settings.AsSpan(localFlags, sizeof(uint)));
        flags[0] &= ~Echo;
        return Set(terminal, Flush, settings) == 0 ? new TerminalEcho(terminal, shown) : throw Cannot();
    }

    public void Dispose() => _ = Set(terminal, Flush, before);

    private static CallerFailure Cannot() => new($"This terminal would show the password. Give it in {PasswordPrompt.Variable}, or on standard input.");

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Get(SafeFileHandle terminal, [Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(SafeFileHandle terminal, int when, byte[] settings);
}
