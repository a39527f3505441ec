using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using PresenceCluster.Gateway.Rest.V1.Access;
using PresenceCluster.Gateway.Rest.V1.Problems;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Rest;

/// <summary>The OpenAPI document is open and lists all routes.</summary>
public sealed class V1DocumentTests : V1Tests
{
    [Fact]
    public async Task Document_lists_every_route_with_its_method()
    {
        using var document = await ReadAsync();

        var listed = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(
            path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = Host.Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteClassMark>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(
                method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":int", "", StringComparison.Ordinal)}"))
            .ToList();
        Assert.Equal(V1AdmissionTests.Routes.Count + OperatorAdmissionTests.Routes.Count, mapped.Count);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_is_of_OpenAPI_3_1_asks_for_a_bearer_and_names_every_problem()
    {
        using var document = await ReadAsync();

        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "bearer",
            document.RootElement.GetProperty("components").GetProperty("securitySchemes")
                .GetProperty("bearer").GetProperty("scheme").GetString());
        var description = document.RootElement.GetProperty("info").GetProperty("description").GetString();
        Assert.All(ProblemKind.All, kind => Assert.Contains(kind.Code, description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_name_if_match_and_their_refusals()
    {
        using var document = await ReadAsync();

        var put = document.RootElement.GetProperty("paths").GetProperty("/v1/apps/{app}/login-policy").GetProperty("put");
        Assert.Contains(put.GetProperty("parameters").EnumerateArray(), parameter =>
            parameter.GetProperty("name").GetString() == "If-Match" && parameter.GetProperty("in").GetString() == "header");
        Assert.Equal(
            ["200", "400", "401", "403", "404", "412", "413", "422", "428", "500", "503"],
            put.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/apps/{app}", "put", "secretKeys")]
    [InlineData("/v1/apps/{app}", "put", "clientStatus")]
    [InlineData("/v1/apps/{app}/login-policy", "put", "instanceCaps")]
    [InlineData("/v1/apps/{app}/presence/query", "post", "userIds")]
    public async Task Bodies_are_described(string path, string method, string member)
    {
        using var document = await ReadAsync();

        var body = document.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("requestBody");
        Assert.True(body.GetProperty("required").GetBoolean());
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference))
            schema = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        Assert.True(schema.GetProperty("properties").TryGetProperty(member, out _), schema.ToString());
    }

    [Theory]
    [InlineData("SessionBody")]
    [InlineData("EventSessionBody")]
    public async Task Client_of_a_session_is_described(string body)
    {
        using var document = await ReadAsync();

        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var schema = schemas.GetProperty(body);
        Assert.True(schema.GetProperty("properties").TryGetProperty("client", out _));
        Assert.False(schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(name => name.GetString() == "client"));
        Assert.Contains("\"osVersion\"", schemas.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonDocument> ReadAsync() => JsonDocument.Parse(await OkAsync(Host.SendAsync(HttpMethod.Get, "/v1/openapi.json")));
}
