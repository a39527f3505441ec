using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PresenceCluster.Tests.Gateway.Doors;

namespace PresenceCluster.Tests.Delivery.Http;

/// <summary>A correct receiver on Kestrel that keeps every POST and answers as told.</summary>
internal sealed class RecordingReceiver : IAsyncDisposable
{
    private const string Path = "/hook";
    private readonly WebApplication _web;

    private RecordingReceiver(WebApplication web) => _web = web;

    public ConcurrentQueue<(string Target, string Body, IReadOnlyDictionary<string, string> Headers)> Posts { get; } = new();

    public ConcurrentDictionary<string, byte> Connections { get; } = new();

    public Func<int, (int Status, string Body)> Answer { get; set; } = _ => (200, """{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}""");

    public string Url => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + Path;

    public static async Task<RecordingReceiver> StartAsync(SelfSigned? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        if (certificate is not null)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
                https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(certificate.PfxPath, SelfSigned.Password)));
        }

        var receiver = new RecordingReceiver(builder.Build());
        receiver._web.MapPost(Path, receiver.TakeAsync);
        await receiver._web.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Connections[context.Connection.Id] = 0;
        Posts.Enqueue((
            context.Request.Path + context.Request.QueryString.Value,
            body,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        var (status, answer) = Answer(Posts.Count);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }
}
