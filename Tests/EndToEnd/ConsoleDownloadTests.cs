using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>The bytes that a browser downloads until the sign-in page is ready, counted by the browser itself.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleDownloadTests(ConsoleService running)
{
    private const int ColdBytesMax = 3 * 1024 * 1024;
    private const int ColdRequestsMax = 60;
    private const int WarmBytesMax = 50 * 1024;
    private const int WarmRequestsMax = 10;

    [Fact]
    public async Task First_visit_downloads_no_more_than_it_may_and_the_next_one_hardly_anything()
    {
        await using var window = await running.NewWindowAsync();

        var cold = await VisitAsync(window);
        var warm = await VisitAsync(window);

        // From below, too: a count that sees nothing would pass for ever.
        Assert.InRange(cold.Bytes, ColdBytesMax / 3, ColdBytesMax);
        Assert.InRange(cold.Requests, ColdRequestsMax / 3, ColdRequestsMax);
        Assert.InRange(warm.Bytes, 1, WarmBytesMax);
        Assert.InRange(warm.Requests, 1, WarmRequestsMax);
        var programs = cold.Responses.Where(one => one.Url.EndsWith(".wasm", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(programs);
        Assert.All(programs, one => Assert.Contains("immutable", one.Headers["cache-control"], StringComparison.Ordinal));
        Assert.All(programs, one => Assert.Equal("br", one.Headers["content-encoding"]));
        Assert.Equal("no-cache", cold.Responses.First().Headers["cache-control"]);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Compressed_file_is_really_smaller(string encoding)
    {
        using var http = new HttpClient { BaseAddress = new Uri(running.Process.Http, "/console/") };

        var whole = await LengthAsync(http, encoding: null);
        var compressed = await LengthAsync(http, encoding);

        Assert.InRange(compressed, 1, whole / 3);
    }

    [Fact]
    public async Task Page_and_what_has_no_fingerprint_are_asked_for_again()
    {
        using var http = new HttpClient { BaseAddress = new Uri(running.Process.Http, "/console/") };

        foreach (var path in new[] { "", "users/someone", "style.css", "_framework/blazor.webassembly.js" })
        {
            using var first = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("no-cache", first.Headers.CacheControl!.ToString());
            using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await http.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        }
    }

    private async Task<(double Bytes, int Requests, IReadOnlyCollection<IResponse> Responses)> VisitAsync(IBrowserContext window)
    {
        var page = await window.NewPageAsync();
        var responses = new ConcurrentQueue<IResponse>();
        var transferred = new ConcurrentQueue<double>();
        page.Response += (_, response) => responses.Enqueue(response);
        var network = await window.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        // Nothing is transferred for files from the browser's cache.
        network.Event("Network.loadingFinished").OnEvent += (_, finished)
            => transferred.Enqueue(finished?.GetProperty("encodedDataLength").GetDouble() ?? 0);
        await using var console = await ConsolePage.OpenAsync(page, running.Process.Http);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        console.AssertQuiet();
        return (transferred.Sum(), transferred.Count(bytes => bytes > 0), responses);
    }

    private static async Task<int> LengthAsync(HttpClient http, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("_content/MudBlazor/MudBlazor.min.css", UriKind.Relative));
        if (encoding is not null)
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        using var response = await http.SendAsync(request);
        Assert.Equal(encoding is null ? [] : [encoding], response.Content.Headers.ContentEncoding);
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }
}
