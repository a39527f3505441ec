using PresenceCluster.Client;
using PresenceCluster.Client.Sample;

// Two phones of one user: under every policy but multi, each login pushes the other one out, and neither reconnects by itself.
if (!SampleArguments.TryRead(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine("Usage: dotnet run --project Client.Sample -- --app N --key K [--server host:port] [--user id]");
    return 2;
}

using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
try
{
    await using var android = new Device(arguments, "Android", "sample-android");
    await using var iPhone = new Device(arguments, "iPhone", "sample-iphone");

    await android.LoginAsync(patience.Token);
    await android.SetCustomStatusAsync("on the train", patience.Token);
    // A refusal is an answer: this text is too long, and the device stays logged in.
    await android.SetCustomStatusAsync(new string('!', 101), patience.Token);
    await android.ShowPresenceAsync(patience.Token);
    await iPhone.LoginAsync(patience.Token);
    await android.PushedOutAsync(patience.Token);
    await iPhone.ShowPresenceAsync(patience.Token);

    // The user logs in on the Android again: the newest login always wins.
    await android.LoginAsync(patience.Token);
    await iPhone.PushedOutAsync(patience.Token);
    await android.ShowPresenceAsync(patience.Token);
    await android.LogoutAsync(patience.Token);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Gave up after 30 seconds: what was expected did not come. Is the service running, and its policy not 'multi'?");
    return 1;
}
catch (Exception failure) when (failure is IOException or InvalidOperationException or TimeoutException or RequestRefusedException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
