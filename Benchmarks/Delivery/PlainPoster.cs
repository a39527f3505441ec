using System.Diagnostics;
using System.Globalization;

namespace PresenceCluster.Benchmarks.Delivery;

/// <summary>The floor: a process of its own that posts the same bytes again and again with the framework's client, and nothing else.</summary>
internal static class PlainPoster
{
    /// <summary>POSTs per second of such a process.</summary>
    public static async Task<double> MeasureAsync(string url, int bodyBytes, int atOnce, TimeSpan length)
    {
        string[] arguments =
        [
            typeof(PlainPoster).Assembly.Location, "poster", url,
            .. new[] { bodyBytes, atOnce, (int)length.TotalSeconds }.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var rate = await process.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException();
        await process.WaitForExitAsync();
        return double.Parse(rate, CultureInfo.InvariantCulture);
    }

    /// <summary>What that process does; the first half of the time warms up.</summary>
    public static async Task RunAsync(string url, int bodyBytes, int atOnce, TimeSpan length)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null });
        var body = new byte[bodyBytes];
        await PostAsync(http, url, body, atOnce, length / 2);
        Console.WriteLine((await PostAsync(http, url, body, atOnce, length / 2)).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<double> PostAsync(HttpMessageInvoker http, string url, byte[] body, int atOnce, TimeSpan length)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            for (; time.GetElapsedTime(startedAt) < length; count++)
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
                using var response = await http.SendAsync(message, CancellationToken.None);
                response.EnsureSuccessStatusCode();
            }

            return count;
        })));
        return counts.Sum() / time.GetElapsedTime(startedAt).TotalSeconds;
    }
}
