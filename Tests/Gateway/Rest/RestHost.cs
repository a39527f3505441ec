using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PresenceCluster.Cluster.Processes;
using PresenceCluster.Cluster.Snapshots;
using PresenceCluster.Domain;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Events;
using PresenceCluster.Gateway.Operators;
using PresenceCluster.Gateway.Queries;
using PresenceCluster.Gateway.Rest;
using PresenceCluster.Gateway.Rest.Tencent;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Operators;
using PresenceCluster.Storage.Audit;
using PresenceCluster.Storage.Events;
using PresenceCluster.Tests.Gateway.Auth;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The REST APIs behind a real Kestrel on a loopback port, with fake grains and presences.</summary>
internal sealed class RestHost : IAsyncDisposable
{
    public const string Administrator = "administrator";
    public const uint App = 1400000000;
    public const long FirstVersion = 3;
    public const string OperatorPassword = "correct horse battery";
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private WebApplication _web = null!;

    private RestHost()
    {
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public FakeGrains Grains { get; } = new();

    public FakePresenceQuery Query { get; } = new();

    public FakeEventLog Events { get; } = new();

    public FakeClusterProcesses Processes { get; } = new();

    public FakeAuditLog Audit { get; } = new();

    public RecordedLog Log { get; } = new();

    public AppDirectory Apps { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IReadOnlyList<Endpoint> Endpoints => _web.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public IEnumerable<ITencentCommand> TencentCommands => _web.Services.GetServices<ITencentCommand>();

    public Uri Address => Http.BaseAddress!;

    public FakeAppGrain AppGrain => Grains.Apps[App];

    public static string UserSig => For(Administrator).ToString();

    public static TestUserSig For(string userId) => new() { UserId = userId, App = App, IssuedAt = Start.AddMinutes(-1) };

    public static AppSettings Settings => new()
    {
        Name = "Test",
        SecretKeys = [TestUserSig.Key],
        Administrators = [Administrator],
        LoginPolicy = LoginPolicyKind.Dual,
    };

    public static async Task<RestHost> StartAsync(
        Action<RestOptions>? configure = null,
        AppSettings? settings = null,
        Action<EventStreamOptions>? streams = null,
        bool loadsApps = true,
        Action<ConsoleOptions>? console = null,
        Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddGatewayRest();
        if (configure is not null)
            builder.Services.Configure(configure);
        if (streams is not null)
            builder.Services.Configure(streams);
        if (console is not null)
            builder.Services.Configure(console);
        add?.Invoke(builder.Services);
        var host = new RestHost();
        builder.Services.AddSingleton<TimeProvider>(_ => host.Time);
        builder.Services.AddSingleton<IGrainFactory>(_ => host.Grains);
        builder.Services.AddSingleton<IPresenceQuery>(_ => host.Query);
        builder.Services.AddSingleton<IEventLog>(_ => host.Events);
        builder.Services.AddSingleton<IClusterProcesses>(_ => host.Processes);
        builder.Services.AddSingleton<IAuditLog>(_ => host.Audit);
        builder.Services.AddSingleton<ProcessTraffic>();
        builder.Services.AddSingleton<ILoggerProvider>(_ => host.Log);
        builder.Services.AddSingleton(services => new AppDirectory(
            services.GetRequiredService<IGrainFactory>(), host.Time, Options.Create(new AppDirectoryOptions()), NullLogger<AppDirectory>.Instance));
        builder.Services.AddSingleton(services => new OperatorDirectory(
            services.GetRequiredService<IGrainFactory>(), host.Time, Options.Create(new AppDirectoryOptions()), NullLogger<OperatorDirectory>.Instance));
        builder.Services.AddHostedService(services => services.GetRequiredService<OperatorDirectory>());
        var web = host._web = builder.Build();
        host.Grains.Operators.Directory = web.Services.GetRequiredService<OperatorDirectory>();
        host.Apps = web.Services.GetRequiredService<AppDirectory>();
        var snapshot = new AppSnapshot(new AppId(App), FirstVersion, settings ?? Settings);
        host.Grains.Apps[App] = new FakeAppGrain(snapshot);
        host.Query.Add(Administrator);
        if (loadsApps)
        {
            await host.Apps.StartAsync(CancellationToken.None);
            await host.Apps.Loaded.WaitAsync(Eventually.Patience, TimeProvider.System);
        }

        web.MapGatewayRest();
        await web.StartAsync();
        await host.Grains.Operators.Directory.Loaded;
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        host.Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };
        return host;
    }

    /// <summary>Posts to the Tencent-compatible API without a Content-Type, as some of its clients do.</summary>
    public async Task<string> PostAsync(string command, string body, string? query = null)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/v4/{command}?{query ?? Query4()}", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    public static string Query4(string? app = null, string? identifier = null, string? userSig = null)
        => $"sdkappid={app ?? "1400000000"}&identifier={identifier ?? Administrator}&usersig={userSig ?? UserSig}&random=99999999999&contenttype=json";

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? bearer = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (bearer is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null)
        => SendAsync(method, path, body, UserSig, ifMatch);

    /// <summary>Adds an operator past the API; the answer is a token.</summary>
    public async Task<string> SignInAsync(string name, OperatorRole role, bool mustChangePassword = false, string password = OperatorPassword)
    {
        var reply = await Grains.Operators.AddAsync(new OperatorAccount
        {
            Name = name,
            Role = role,
            PasswordHash = _web.Services.GetRequiredService<OperatorPasswords>().Hash(password),
            MustChangePassword = mustChangePassword,
        });
        return _web.Services.GetRequiredService<OperatorTokens>().Issue(((OperatorChangeReply.Changed)reply).Account, Time.GetUtcNow()).Text;
    }

    /// <summary>A refused request changes nothing: no grain was told to do anything.</summary>
    public void AssertNothingChanged()
    {
        Assert.All(Grains.Users.Values, user => Assert.True(
            user.Kicks.IsEmpty && user.Imports == 0 && user.Deletions == 0, "A user grain was changed by a refused request."));
        Assert.Equal(FirstVersion, AppGrain.Current.Version);
        Assert.Null(AppGrain.EnforcedNow);
        Assert.All(Grains.Endpoints.Values, endpoint => Assert.Empty(endpoint.Calls));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.StopAsync();
        await _web.DisposeAsync();
    }
}

/// <summary>Keeps the gateway's log lines.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(int Event, string Text)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName)
        => categoryName.StartsWith("PresenceCluster.", StringComparison.Ordinal) ? this : NullLogger.Instance;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Enqueue((eventId.Id, formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
