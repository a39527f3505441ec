using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Users;
using PresenceCluster.Protocol;
using Xunit;

namespace PresenceCluster.Tests.Gateway.Connections;

/// <summary>
/// Logins without an answer, with a refusal, or with an answer from a cluster in trouble; and ends that must be repeated.
/// </summary>
public sealed class UncertainLoginTests
{
    [Fact]
    public async Task Login_is_repeated_with_the_same_connection_until_a_silo_answers()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
        [
            KeyValuePair.Create<string, string?>("Gateway:LoginRetryTime", "00:01:00"),
            KeyValuePair.Create<string, string?>("Gateway:LoginTimeout", "00:05:00"),
        ]);
        var user = gateway.User("alice");
        var faults = new Queue<Exception>(
            [new SiloUnavailableException(), new UserMovedException("Moved."), new TimeoutException()]);
        user.OnLogin = request => faults.TryDequeue(out var fault) ? throw fault : Task.FromResult(user.Admit(request));
        var client = TestClient.LogInAsync(gateway, WireFormat.Tcp);
        await Eventually.IsTrueAsync(() => !user.Logins.IsEmpty, "the login arrives");
        await gateway.PassUntil(() => client.IsCompleted, TimeSpan.FromMinutes(1), "the login is admitted");

        (await client).Dispose();
        Assert.Equal(4, user.Logins.Count);
        Assert.Single(user.Logins.Distinct());
    }

    [Fact]
    public async Task Login_without_an_answer_is_unavailable_and_ends_what_may_have_begun()
    {
        await using var gateway = await GatewayUnderTest.StartAsync([KeyValuePair.Create<string, string?>("Gateway:LoginTimeout", "00:05:00")]);
        gateway.User("alice").OnLogin = _ => throw new TimeoutException("No answer.");
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.Tcp);

        await client.SendAsync(TestClient.Login());
        var answer = client.ReadLastAsync();
        await Eventually.IsTrueAsync(() => !gateway.User("alice").Logins.IsEmpty, "the login arrives");
        await gateway.PassUntil(() => answer.IsCompleted, TimeSpan.FromSeconds(30), "the login is given up");
        var error = (await answer)?.Error;

        Assert.Equal(CloseCode.Unavailable.Number, (int)error!.Code);
        Assert.True(error.MayReconnect);
        client.Dispose();
        await Eventually.IsTrueAsync(() => gateway.User("alice").Ends.Count == 1, "the possible session ended");
        Assert.InRange(gateway.User("alice").Logins.Count, 2, 40);
        var logged = Assert.Single(gateway.Log.Lines, line => line.Event == 3202);
        Assert.EndsWith("could not be answered: TimeoutException: No answer.", logged.Text, StringComparison.Ordinal);
        // The database may still commit the login. The owner of the user then asks whether the connection is held.
        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connection gives up its place");
        Assert.False(gateway.Table.Holds(gateway.User("alice").Logins.First().Connection.ConnectionId));
    }

    [Fact]
    public async Task Refusals_by_the_grain_are_told_and_leave_nothing_to_end()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var replies = new (LoginReply Reply, CloseCode Code)[]
        {
            (new LoginReply.CredentialRevoked(FakeCredentials.IssuedAt), CloseCode.CredentialRevoked),
            (new LoginReply.UnknownApp(), CloseCode.UnknownApp),
            (new LoginReply.AlreadyPushedOut(SessionEndReason.Replaced, Platform.IPhone), CloseCode.Replaced),
        };
        foreach (var (reply, code) in replies)
        {
            gateway.User("alice").OnLogin = _ => Task.FromResult(reply);
            using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);
            await client.SendAsync(TestClient.Login());
            await client.ReadLastAsync();
            Assert.Equal(code.Number, client.CloseStatus);
        }

        await Eventually.IsTrueAsync(() => gateway.Counts.All == 0, "the connections gone");
        Assert.Empty(gateway.User("alice").Ends);
    }

    [Fact]
    public async Task Client_with_a_revoked_credential_is_told_from_when_a_new_one_counts()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.User("alice").OnLogin = _ => Task.FromResult<LoginReply>(new LoginReply.CredentialRevoked(FakeCredentials.IssuedAt));
        using var client = await TestClient.ConnectAsync(gateway, WireFormat.WebSocketJson);

        await client.SendAsync(TestClient.Login());

        Assert.Equal(
            "The credential has been revoked: those that were issued after 2026-01-02T03:04:05.000Z by the signer's clock count.",
            (await client.ReadLastAsync())?.Error.Text);
    }

    [Fact]
    public async Task End_is_repeated_until_storage_is_back()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var isDown = true;
        var attempts = 0;
        gateway.User("alice").OnEnd = () =>
        {
            Interlocked.Increment(ref attempts);
            return Volatile.Read(ref isDown) ? throw new InvalidOperationException("Storage is down.") : Task.CompletedTask;
        };
        var client = await TestClient.LogInAsync(gateway, WireFormat.Tcp);
        client.Dispose();

        await Eventually.IsTrueAsync(
            () =>
            {
                gateway.Pass(TimeSpan.FromSeconds(1));
                return Volatile.Read(ref attempts) >= 5;
            },
            "five attempts");
        Assert.Empty(gateway.User("alice").Ends);
        Assert.Equal(1, gateway.Counts.All);
        Volatile.Write(ref isDown, false);
        await Eventually.IsTrueAsync(
            () =>
            {
                gateway.Pass(TimeSpan.FromSeconds(1));
                return gateway.Counts.All == 0;
            },
            "the end stored");
        Assert.Equal(SessionEndReason.Closed, Assert.Single(gateway.User("alice").Ends).Reason);
    }
}
