using System.Buffers.Binary;

namespace PresenceCluster.Tests.Clocks;

/// <summary>The wall clock of one process, or of several that share it, which a test steps while they run.</summary>
internal sealed class SteppedClock(string library, string file)
{
    /// <summary>The library reads the file's path from here.</summary>
    private const string FileVariable = "PRESENCE_TEST_CLOCK";

    /// <summary>How far the clock is from the machine's.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>Makes a process that is about to be started live by this clock.</summary>
    public void Govern(IDictionary<string, string?> environment)
    {
        environment["LD_PRELOAD"] = library;
        environment[FileVariable] = file;
    }

    /// <summary>Steps the clock; zero is right again.</summary>
    public void StepTo(TimeSpan offset)
    {
        Span<byte> nanoseconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(nanoseconds, offset.Ticks * TimeSpan.NanosecondsPerTick);
        // In place and in one write: the processes have the file mapped.
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(nanoseconds);
        Offset = offset;
    }
}
