using System.Diagnostics;

namespace PresenceCluster.Tests.Clocks;

/// <summary>
/// Wall clocks that a test may step, one for each process that it starts: the library of <c>stepped_clock.c</c>, compiled by the system's C
/// compiler into a folder of its own, and the files that hold the steps.
/// </summary>
internal sealed class SteppedClocks : IDisposable
{
    private const string Compiler = "cc";

    // PostgreSQL runs as an account of its own and has to read the library and its clock.
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("presence-clocks-").FullName;
    private readonly string _library;
    private int _clocks;

    public SteppedClocks()
    {
        Share(_directory);
        _library = Path.Combine(_directory, "stepped_clock.so");
        var source = Path.Combine(Repository.Root, "Tests", "Clocks", "stepped_clock.c");
        using var compiler = Process.Start(Compiler, ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", _library, source, "-ldl"]);
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"{Compiler} ended with exit code {compiler.ExitCode}; tests that step clocks need a C compiler.");
    }

    /// <summary>A clock that is right until it is stepped.</summary>
    public SteppedClock Create()
    {
        var file = Path.Combine(_directory, $"clock{Interlocked.Increment(ref _clocks)}");
        var clock = new SteppedClock(_library, file);
        clock.StepTo(TimeSpan.Zero);
        Share(file);
        return clock;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Share(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ReadableByAll);
    }
}
