using Microsoft.Extensions.Options;
using PresenceCluster.Domain;

namespace PresenceCluster.Gateway.Events;

/// <summary>Gives out a bounded number of places for streams, and keeps one feed for each app that has streams.</summary>
internal sealed class EventFeeds(EventPages pages, IOptions<EventStreamOptions> options, TimeProvider time, ILogger<EventFeed> log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AppId, (EventFeed Feed, int Streams)> _feeds = [];
    private int _streams;

    /// <summary>A place for one stream; null when all are taken. Dispose it when the stream ends.</summary>
    public Place? TryEnter(AppId app)
    {
        lock (_gate)
        {
            if (_streams >= options.Value.StreamsMax)
                return null;
            if (!_feeds.TryGetValue(app, out var entry))
            {
                entry = (new EventFeed(app, pages, options.Value, time, log), 0);
                entry.Feed.Start();
            }

            _feeds[app] = (entry.Feed, entry.Streams + 1);
            _streams++;
            return new Place(this, app, entry.Feed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (feed, _) in _feeds.Values)
                feed.Stop();
        }
    }

    private void Leave(AppId app)
    {
        lock (_gate)
        {
            _streams--;
            var (feed, streams) = _feeds[app];
            if (streams > 1)
            {
                _feeds[app] = (feed, streams - 1);
                return;
            }

            _feeds.Remove(app);
            feed.Stop();
        }
    }

    /// <summary>The place of one stream.</summary>
    internal sealed class Place(EventFeeds feeds, AppId app, EventFeed feed) : IDisposable
    {
        private bool _isLeft;

        /// <summary>The feed of the stream's app.</summary>
        public EventFeed Feed => feed;

        public void Dispose()
        {
            if (_isLeft)
                return;
            _isLeft = true;
            feeds.Leave(app);
        }
    }
}
