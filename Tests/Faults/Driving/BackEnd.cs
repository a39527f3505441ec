using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Tests.EndToEnd;

namespace PresenceCluster.Tests.Faults.Driving;

/// <summary>Calls the REST APIs as an app's back end does, and tells documented answers from all others.</summary>
internal sealed class BackEnd(RunClock clock)
{
    private const string V1 = "/v1/apps";

    /// <summary>"Try again" of the Tencent-compatible APIs: one account, or the whole call, timed out.</summary>
    private static readonly int[] PassingCodes = [70169, 60008];

    /// <summary>A Tencent-compatible call.</summary>
    public Task<(Call Call, JsonObject? Body)> PostAsync(Incarnation gateway, string command, string body) => AskAsync(
        gateway,
        $"{command} {(body.Length < 80 ? body : "of many")}",
        async () =>
        {
            var answer = await gateway.App.PostAsync(command, body);
            var code = answer["ErrorCode"]!.GetValue<int>();
            var outcome = code switch
            {
                0 or 70107 => CallOutcome.Answered,
                _ when PassingCodes.Contains(code) => CallOutcome.Passing,
                _ => CallOutcome.Undocumented,
            };
            return (outcome, code == 0 ? "OK" : $"{code} {answer["ErrorInfo"]}", answer);
        });

    /// <summary>A call of <c>/v1</c>; the path is below the app's.</summary>
    public Task<(Call Call, JsonObject? Body)> V1Async(
        Incarnation gateway, HttpMethod method, string path, JsonNode? body = null, string? ifMatch = null) => AskAsync(
        gateway,
        $"{method} {path}",
        async () =>
        {
            using var request = new HttpRequestMessage(method, new Uri($"{V1}/{TestApp.Id}{path}", UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", gateway.App.UserSig(TestApp.Administrator));
            if (ifMatch is not null)
                request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
            if (body is not null)
                request.Content = JsonContent.Create(body);
            using var response = await gateway.App.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var status = (int)response.StatusCode;
            var outcome = status switch
            {
                200 or 204 or 404 or 412 => CallOutcome.Answered,
                503 => CallOutcome.Passing,
                _ => CallOutcome.Undocumented,
            };
            var answer = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
            if (response.Headers.ETag is { } tag)
                answer["ETag"] = tag.ToString();
            return (outcome, $"{status} {answer["code"]}{(outcome == CallOutcome.Undocumented ? text : "")}", answer);
        });

    private async Task<(Call Call, JsonObject? Body)> AskAsync(
        Incarnation gateway, string what, Func<Task<(CallOutcome Outcome, string Detail, JsonObject Body)>> ask)
    {
        var startedAt = clock.Now;
        try
        {
            var (outcome, detail, body) = await ask();
            return (new Call(what, gateway, startedAt, clock.Now, outcome, detail), body);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or ObjectDisposedException or JsonException)
        {
            return (new Call(what, gateway, startedAt, clock.Now, CallOutcome.Broken, fault.Message), null);
        }
        catch (Xunit.Sdk.XunitException fault)
        {
            return (new Call(what, gateway, startedAt, clock.Now, CallOutcome.Undocumented, fault.Message), null);
        }
        catch (OperationCanceledException fault) when (fault.InnerException is not TimeoutException)
        {
            // The gateway was killed, and the test disposed its client with it. No caller waited too long.
            return (new Call(what, gateway, startedAt, clock.Now, CallOutcome.Broken, fault.Message), null);
        }
        catch (OperationCanceledException fault)
        {
            return (new Call(what, gateway, startedAt, clock.Now, CallOutcome.Hung, fault.Message), null);
        }
    }
}
