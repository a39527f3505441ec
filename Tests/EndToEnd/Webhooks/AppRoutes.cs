using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PresenceCluster.Grains.Interfaces.Delivery;
using Xunit;

namespace PresenceCluster.Tests.EndToEnd.Webhooks;

/// <summary>The <c>/v1</c> routes of an app that a follower of events uses.</summary>
internal static class AppRoutes
{
    private const int PageEvents = 1_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    extension(TestApp app)
    {
        /// <summary>
        /// Calls a route below the app's, expects success, and returns the answer; an empty one as null. A read that is answered "try
        /// again", as while a silo comes or goes, is repeated as any client would do.
        /// </summary>
        public async Task<JsonNode?> V1Async(HttpMethod method, string path, JsonNode? body = null, bool ifMatch = false)
        {
            for (var startedAt = TimeProvider.System.GetTimestamp(); ; await Task.Delay(RetryPause, TimeProvider.System))
            {
                using var response = await app.SendV1Async(method, path, body, ifMatch);
                if (method == HttpMethod.Get && response.StatusCode == HttpStatusCode.ServiceUnavailable
                    && TimeProvider.System.GetElapsedTime(startedAt) < Eventually.Patience)
                {
                    continue;
                }

                var text = await response.Content.ReadAsStringAsync();
                Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
                return text.Length == 0 ? null : JsonNode.Parse(text);
            }
        }

        /// <summary>Adds an endpoint and returns its id.</summary>
        public async Task<string> AddEndpointAsync(JsonObject endpoint)
            => (string)(await app.V1Async(HttpMethod.Post, "/endpoints", endpoint))!["id"]!;

        public async Task<JsonNode> EndpointStateAsync(string endpoint)
            => (await app.V1Async(HttpMethod.Get, $"/endpoints/{endpoint}/state"))!;

        /// <summary>
        /// Every event behind a position, page by page; without a position, all kept events. Like any follower, it begins again when the
        /// log was trimmed between two pages.
        /// </summary>
        public async Task<List<FollowedEvent>> ReplayAsync(string? after = null)
        {
            var events = new List<FollowedEvent>();
            for (var position = after; ;)
            {
                using var request = app.Authorized(
                    HttpMethod.Get, $"/v1/apps/{TestApp.Id}/events?limit={PageEvents}{(position is null ? "" : $"&after={position}")}");
                using var response = await app.Http.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.Gone && after is null)
                {
                    events.Clear();
                    position = null;
                    continue;
                }

                response.EnsureSuccessStatusCode();
                using var page = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
                var read = events.Count;
                foreach (var one in page.RootElement.GetProperty("events").EnumerateArray())
                    events.Add(FollowedEvent.Of(one.Deserialize(StatusEventJson.Default.StatusEventBody)!));
                position = page.RootElement.GetProperty("next").GetString();
                if (events.Count == read)
                    return events;
            }
        }

        /// <summary>Every asked user's status, as the query of many users tells it.</summary>
        public async Task<Dictionary<string, string>> StatusesAsync(IEnumerable<string> userIds)
        {
            var statuses = new Dictionary<string, string>();
            foreach (var some in userIds.Chunk(100))
            {
                var answer = await app.PostAsync("openim/query_online_status", $"{{\"To_Account\":[{string.Join(',', some.Select(user => $"\"{user}\""))}]}}");
                foreach (var one in answer["QueryResult"]!.AsArray())
                    statuses[(string)one!["To_Account"]!] = (string)one["Status"]!;
            }

            return statuses;
        }

        private async Task<HttpResponseMessage> SendV1Async(HttpMethod method, string path, JsonNode? body, bool ifMatch)
        {
            using var request = app.Authorized(method, $"/v1/apps/{TestApp.Id}{path}");
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            if (ifMatch)
                request.Headers.IfMatch.Add(await app.TagAsync());
            return await app.Http.SendAsync(request);
        }

        private async Task<EntityTagHeaderValue> TagAsync()
        {
            using var request = app.Authorized(HttpMethod.Get, $"/v1/apps/{TestApp.Id}");
            using var response = await app.Http.SendAsync(request);
            return response.Headers.ETag!;
        }
    }
}
