using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace PresenceCluster.Gateway.AdminConsole;

/// <summary>
/// Serves the console's files, which the project AdminConsole builds, below <c>/console</c>. The files are open because they hold no data
/// of any app. The data comes from <c>/v1</c> with an operator's token.
/// </summary>
internal static class ConsoleHosting
{
    /// <summary>Where the console is.</summary>
    public const string Path = "/console";

    private const string Page = "index.html";

    // The build puts the published console beside every program that serves it.
    private static readonly string Files = System.IO.Path.Combine(AppContext.BaseDirectory, "console");

    // Allows scripts of the console's own files only. The one exception is the style sheets that MudBlazor writes into the page.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Finds the files.</summary>
    public static void UseConsoleFiles(this WebApplicationBuilder builder)
        => builder.Environment.WebRootFileProvider = new PhysicalFileProvider(System.IO.Path.Combine(Files, "wwwroot"));

    /// <summary>Maps the files. Any other address below the path is a page of the console, which resolves it by itself.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.Use(AddHeadersAsync);
        app.MapGroup(Path).MapStaticAssets(System.IO.Path.Combine(Files, "PresenceCluster.AdminConsole.staticwebassets.endpoints.json"));
        app.MapFallbackToFile(Path + "/{*path:nonfile}", Page, new StaticFileOptions { OnPrepareResponse = KeepFresh });
    }

    private static Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal, out var rest))
        {
            // Addresses within the page are relative to the folder.
            if (!rest.HasValue)
            {
                context.Response.Redirect(Path + "/");
                return Task.CompletedTask;
            }

            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
        }

        return next(context);
    }

    // The page names the files of one build; an old page would ask for files that are gone.
    private static void KeepFresh(StaticFileResponseContext context) => context.Context.Response.Headers.CacheControl = "no-cache";
}
