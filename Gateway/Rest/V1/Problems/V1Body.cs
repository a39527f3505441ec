using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace PresenceCluster.Gateway.Rest.V1.Problems;

/// <summary>Reads the JSON body of a request strictly, whatever its Content-Type says.</summary>
internal sealed class V1Body(IOptions<RestOptions> options)
{
    /// <summary>Reads a body.</summary>
    /// <returns>Either the body or the problem with it.</returns>
    public async ValueTask<(T? Body, ProblemResult? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (await RequestBody.ReadAsync(context.Request.BodyReader, options.Value.BodyBytesMax, context.RequestAborted) is not { } bytes)
            return (null, ProblemKind.BodyTooLarge.With($"The limit is {options.Value.BodyBytesMax} bytes."));
        try
        {
            var reader = new Utf8JsonReader(bytes);
            var body = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read())
                return (null, ProblemKind.UnreadableBody.With("Something follows the document."));
            return body is null ? (null, ProblemKind.UnreadableBody.With("The document is null.")) : (body, null);
        }
        catch (JsonException fault)
        {
            return (null, ProblemKind.UnreadableBody.With(Describe(fault, type)));
        }
        finally
        {
            RequestBody.Release(context.Request.BodyReader, bytes);
        }
    }

    private static string Describe(JsonException fault, JsonTypeInfo type) => fault.Path is { Length: > 0 } path and not "$"
        ? $"{path} is unknown, repeated, or has a value that does not fit. {V1Expectation.At(path, type)}".TrimEnd()
        : fault.Message;
}
