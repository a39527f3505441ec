using System.Text;
using System.Text.Json;
using PresenceCluster.Domain.Webhooks;
using PresenceCluster.Grains.Delivery.Formats;
using Xunit;

namespace PresenceCluster.Tests.Delivery.Formats;

public sealed class StandardSignatureTests
{
    private const string Newer = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly string Older = WebhookSecret.Encode([.. Enumerable.Range(0, 64).Select(value => (byte)value)]);

    [Fact]
    public void Signature_is_that_of_the_specifications_example()
        => Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            StandardSignature.Sign([Newer], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Fact]
    public async Task Library_of_the_specification_verifies_a_message_with_either_secret_of_a_rotation_and_with_no_other()
    {
        var endpoint = new WebhookEndpoint { Id = "e", Url = "https://a.example/", Secrets = [Newer, Older], BatchMax = 10 };
        var request = Assert.Single(WebhookRequest.For(
            EventExamples.App, endpoint, EventExamples.Batch(3), "", TimeProvider.System.GetUtcNow()));

        var message = JsonSerializer.Serialize(new
        {
            secrets = new[] { Newer, Older, WebhookSecret.Encode(new byte[24]) },
            headers = request.Headers.ToDictionary(header => header.Name, header => header.Value),
            body = Encoding.UTF8.GetString(request.Body),
        });

        Assert.Equal("verified\nverified\nrefused\n", await NpmScript.RunAsync("verify.js", [message]));
    }
}
