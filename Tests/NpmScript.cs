using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace PresenceCluster.Tests;

/// <summary>Runs a script of the folder <c>npm</c> beside a test. Needs node and npm; installs the script's packages on the first run.</summary>
internal static class NpmScript
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs the script and returns its output.</summary>
    public static async Task<string> RunAsync(string script, string[] arguments, [CallerFilePath] string caller = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(caller)!, "npm");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            await RunAsync(folder, InstallTimeout, "npm", ["ci", "--no-audit", "--no-fund"]);
        return await RunAsync(folder, ScriptTimeout, "node", [script, .. arguments]);
    }

    private static async Task<string> RunAsync(string folder, TimeSpan timeout, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var expires = new CancellationTokenSource(timeout, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(expires.Token);
        var errors = process.StandardError.ReadToEndAsync(expires.Token);
        await process.WaitForExitAsync(expires.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
