using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PresenceCluster.Gateway.Rest.V1.Problems;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>Adds to the generated OpenAPI document what the routes' types do not show: authentication, problems, parameters.</summary>
internal static class V1Document
{
    private const string SchemeName = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeDocumentAsync);
        options.AddOperationTransformer(DescribeOperationAsync);
    }

    private static Task DescribeDocumentAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PresenceCluster",
            Version = "v1",
            Description = "Who is online, on which devices, and under which login policy. Errors are problem documents (RFC 9457) "
                + "whose code is one of: " + string.Join(", ", ProblemKind.All.Select(kind => kind.Code)) + ". "
                + "A path with a part that is . or .. is answered with bad-parameter.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An operator's token from /v1/sign-in or of the configured identity provider; for the routes of an app also a UserSig (TLSSigAPIv2) "
                + "or a JSON Web Token of one of its administrators.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<DescribedBody>().SingleOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = ContentOf("application/json", await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken)),
            };
        }

        foreach (var parameter in metadata.OfType<DescribedParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                Description = parameter.Description,
                In = parameter.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
                Required = parameter.IsHeader,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        operation.Responses ??= [];
        foreach (var kinds in metadata.OfType<ProblemKind>().GroupBy(kind => kind.Status).OrderBy(kinds => kinds.Key))
        {
            operation.Responses[kinds.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(" ", kinds.Select(kind => $"{kind.Code}: {kind.Title}")),
                Content = ContentOf("application/problem+json", schema),
            };
        }
    }

    private static Dictionary<string, OpenApiMediaType> ContentOf(string type, OpenApiSchema schema)
        => new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };
}
