using System.Text;
using PresenceCluster.Domain;
using PresenceCluster.Grains.Interfaces.Codecs;

namespace PresenceCluster.Grains.Book;

/// <summary>A user as a page holds it. It is valid until the page changes.</summary>
/// <param name="app">The user's app.</param>
/// <param name="userId">The user's id, in ASCII.</param>
/// <param name="payload">The state, as <see cref="UserPresenceCodec"/> writes it.</param>
internal readonly ref struct PackedUser(AppId app, ReadOnlySpan<byte> userId, ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _userId = userId;

    /// <summary>The user's app.</summary>
    public AppId App => app;

    /// <summary>The state, as <see cref="UserPresenceCodec"/> writes it.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The key of the user.</summary>
    public UserKey Key => new(App, Encoding.ASCII.GetString(_userId));
}
