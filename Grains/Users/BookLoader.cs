using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PresenceCluster.Cluster.Membership;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Book;
using PresenceCluster.Grains.Interfaces.Codecs;
using PresenceCluster.Storage.Users;

namespace PresenceCluster.Grains.Users;

/// <summary>
/// Reads the Online users of the buckets that this silo gains into the book, so that somebody watches every one of them: their gateway's
/// lease is compared with the book, and the death of a gateway is told to the users in it. It reads a bounded number of buckets at a time.
/// </summary>
internal sealed partial class BookLoader(
    ClusterView cluster,
    IOwnershipHandover handover,
    PresenceBook book,
    IOnlineUsers online,
    GatewayWatch watch,
    TimeProvider time,
    ILogger<BookLoader> log) : BackgroundService
{
    private const int BucketsAtATime = 64;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _opened = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(OpenAsync(stoppingToken), LoadAsync(stoppingToken));

    private async Task OpenAsync(CancellationToken stoppingToken)
    {
        await foreach (var frame in cluster.Changes(stoppingToken))
        {
            await handover.WhenTakenOverAsync(frame).WaitAsync(stoppingToken);
            foreach (var bucket in OwnIn(frame))
                book.Open(bucket);
            // A newer membership may have closed some of them before they were opened.
            foreach (var bucket in OwnIn(frame).Except(OwnIn(cluster.Current)))
                book.Close(bucket);
            _opened.Writer.TryWrite(true);
        }
    }

    private async Task LoadAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _opened.Reader.ReadAllAsync(stoppingToken))
        {
            var (startedAt, users) = (time.GetTimestamp(), 0);
            while (Missing() is { Count: > 0 } buckets)
                users += await TryLoadAsync(buckets, stoppingToken);
            if (users > 0)
                LogLoaded(users, time.GetElapsedTime(startedAt).TotalMilliseconds);
        }
    }

    private List<int> Missing()
        => [.. Enumerable.Range(0, UserBucket.Count).Where(bucket => book.IsOpen(bucket) && !book.IsLoaded(bucket)).Take(BucketsAtATime)];

    private async Task<int> TryLoadAsync(List<int> buckets, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(buckets, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // The loop of this service. Any fault of the database arrives here, and the buckets stay missing until they are read.
            LogNotLoaded(fault, buckets.Count);
            await Task.Delay(RetryDelay, time, cancellationToken);
            return 0;
        }
    }

    private async Task<int> LoadAsync(List<int> buckets, CancellationToken cancellationToken)
    {
        var (users, lost) = (0, new List<UserKey>());
        buckets.ForEach(book.BeginLoad);
        await foreach (var (user, payload) in online.ReadAsync(buckets, cancellationToken))
        {
            users++;
            book.Load(user, payload);
            if (!cluster.Current.LostGatewaysOf(UserPresenceCodec.Decode(payload)).IsEmpty)
                lost.Add(user);
        }

        buckets.ForEach(book.EndLoad);
        await watch.TellAsync(lost, cancellationToken);
        return users;
    }

    private IEnumerable<int> OwnIn(ClusterFrame frame)
        => Enumerable.Range(0, UserBucket.Count).Where(bucket => cluster.LocalSilo.Equals(frame.OwnerOf(bucket)));

    [LoggerMessage(2121, LogLevel.Information, "{Users} users who are Online were read into memory in {Milliseconds:F0} ms.")]
    private partial void LogLoaded(int users, double milliseconds);

    [LoggerMessage(2122, LogLevel.Warning, "The Online users of {Buckets} buckets could not be read. They are read again soon.")]
    private partial void LogNotLoaded(Exception fault, int buckets);
}
