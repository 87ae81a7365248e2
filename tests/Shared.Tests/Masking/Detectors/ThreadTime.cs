using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>Time that this thread had of the processor, so that what else runs on the machine does not count; where the system does not tell, the clock's.</summary>
internal static partial class ThreadTime
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of clock_gettime(2).</summary>
    private const int OfThread = 3;

    public static TimeSpan Now() =>
        OperatingSystem.IsLinux() && ClockGetTime(OfThread, out var time) == 0 ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / 100) : Stopwatch.GetElapsedTime(0);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
