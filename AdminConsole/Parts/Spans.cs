using System.Globalization;
using PresenceCluster.AdminConsole.Language;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>Instants and amounts as people read them.</summary>
public static class Spans
{
    /// <summary>How long ago something was. A clock that runs a little ahead of this one is "just now" too.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now, TongueKind tongue) => (now - at) switch
    {
        { TotalSeconds: < 2 } => PartWords.JustNow.In(tongue),
        { TotalSeconds: < 60 } ago => PartWords.AgoSeconds.In(tongue, (int)ago.TotalSeconds),
        { TotalMinutes: < 60 } ago => PartWords.AgoMinutes.In(tongue, (int)ago.TotalMinutes),
        { TotalHours: < 48 } ago => PartWords.AgoHours.In(tongue, (int)ago.TotalHours),
        var ago => PartWords.AgoDays.In(tongue, (int)ago.TotalDays),
    };

    public static string Exact(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>A time of today's feed, to the millisecond.</summary>
    public static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>A whole number with thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: one decimal while it is small.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond is > 0 and < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture);

    /// <summary>A memory size.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 * 1024 => (bytes / 1024d).ToString("0", CultureInfo.InvariantCulture) + " KiB",
        < 1024L * 1024 * 1024 => (bytes / 1024d / 1024).ToString("0", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes / 1024d / 1024 / 1024).ToString("0.0", CultureInfo.InvariantCulture) + " GiB",
    };
}
