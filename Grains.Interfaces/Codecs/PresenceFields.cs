using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>How the parts are written that stored forms have in common.</summary>
internal static class PresenceFields
{
    public delegate void WriteOne<T>(ref PayloadWriter writer, T item);

    public delegate T ReadOne<T>(ref PayloadReader reader);

    public static void WriteSession(ref PayloadWriter writer, Session session)
    {
        writer.WriteGuid(session.Id.Value);
        writer.WriteNumber(session.Epoch);
        writer.WriteByte((byte)session.Platform);
        writer.WriteText(session.DeviceId);
        writer.WriteText(session.Connection.Gateway.Value);
        writer.WriteNumber(session.Connection.ConnectionId);
        writer.WriteNumber(session.GatewaySeenAtVersion);
        writer.WriteInstant(session.LoginAt);
        writer.WriteActTime(session.AskedAt);
        writer.WriteActTime(session.ByHandAt);
        writer.WriteNumber((long)session.Attempt);
        writer.WriteClient(session.Client);
        writer.WriteByte((byte)session.Status);
        writer.WriteInstant(session.Since);
    }

    public static Session ReadSession(ref PayloadReader reader) => new()
    {
        Id = new SessionId(reader.ReadGuid()),
        Epoch = reader.ReadNumber(),
        Platform = (Platform)reader.ReadByte(),
        DeviceId = reader.ReadText(),
        Connection = new ConnectionRef(new GatewayId(reader.ReadSharedText()), reader.ReadNumber()),
        GatewaySeenAtVersion = reader.ReadNumber(),
        LoginAt = reader.ReadInstant() ?? default,
        AskedAt = reader.ReadActTime() ?? default,
        ByHandAt = reader.ReadActTime() ?? default,
        Attempt = (ulong)reader.ReadNumber(),
        Client = reader.ReadClient(),
        Status = (PresenceStatus)reader.ReadByte(),
        Since = reader.ReadInstant() ?? default,
    };

    /// <summary>Reads over a session. Returns its connection and its status without any other part, and without allocating.</summary>
    public static (ConnectionRef Connection, PresenceStatus Status) PassSession(ref PayloadReader reader)
    {
        reader.ReadGuid();
        reader.ReadNumber();
        reader.ReadByte();
        reader.PassText();
        var connection = new ConnectionRef(new GatewayId(reader.ReadSharedText()), reader.ReadNumber());
        reader.ReadNumber();
        reader.ReadInstant();
        reader.ReadActTime();
        reader.ReadActTime();
        reader.ReadNumber();
        reader.PassClient();
        var status = (PresenceStatus)reader.ReadByte();
        reader.ReadInstant();
        return (connection, status);
    }

    public static void WriteMany<T>(this ref PayloadWriter writer, ImmutableArray<T> items, WriteOne<T> writeOne)
    {
        writer.WriteNumber(items.Length);
        foreach (var item in items)
            writeOne(ref writer, item);
    }

    public static ImmutableArray<T> ReadMany<T>(this ref PayloadReader reader, ReadOne<T> readOne)
    {
        var count = reader.ReadCount();
        // Most lists are empty, and all empty ones are one object.
        if (count == 0)
            return [];
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
            items.Add(readOne(ref reader));
        return items.MoveToImmutable();
    }

    // Whole ticks, so that the value read equals the value written; zero means "none".
    public static void WriteInstant(this ref PayloadWriter writer, DateTimeOffset? instant) => writer.WriteInt64(instant?.UtcTicks ?? 0L);

    public static DateTimeOffset? ReadInstant(this ref PayloadReader reader)
    {
        var ticks = reader.ReadInt64();
        return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    public static void WriteActTime(this ref PayloadWriter writer, ActTime? time)
    {
        writer.WriteInstant(time?.At);
        // The reader takes an instant of zero for "none", and no flag follows that.
        if (time is { At.UtcTicks: not 0 } act)
            writer.WriteFlag(act.IsExact);
    }

    public static ActTime? ReadActTime(this ref PayloadReader reader)
        => reader.ReadInstant() is { } at ? new ActTime(at, reader.ReadFlag()) : null;

    // Platforms are numbered from 1; zero is "none".
    public static void WritePlatform(this ref PayloadWriter writer, Platform? platform) => writer.WriteByte((byte)(platform ?? 0));

    public static Platform? ReadPlatform(this ref PayloadReader reader) => reader.ReadByte() is var number and not 0 ? (Platform)number : null;

    private static void WriteClient(this ref PayloadWriter writer, ClientInfo? client)
    {
        writer.WriteFlag(client is not null);
        if (client is null)
            return;
        writer.WriteText(client.Address ?? "");
        writer.WriteNumber(client.Port ?? 0);
        writer.WriteText(client.ClientVersion ?? "");
        writer.WriteText(client.OsVersion ?? "");
        writer.WriteMany(client.Features, static (ref output, feature) => output.WriteText(feature));
    }

    // No member is an empty text or the port zero; both mean "none".
    private static ClientInfo? ReadClient(this ref PayloadReader reader) => !reader.ReadFlag() ? null : new ClientInfo
    {
        Address = TextOrNull(reader.ReadText()),
        Port = reader.ReadNumber() is var port and not 0 ? (int)port : null,
        ClientVersion = TextOrNull(reader.ReadSharedText()),
        OsVersion = TextOrNull(reader.ReadSharedText()),
        Features = reader.ReadMany(static (ref input) => input.ReadSharedText()),
    };

    private static void PassClient(this ref PayloadReader reader)
    {
        if (!reader.ReadFlag())
            return;
        reader.PassText();
        reader.ReadNumber();
        reader.PassText();
        reader.PassText();
        for (var features = reader.ReadCount(); features > 0; features--)
            reader.PassText();
    }

    private static string? TextOrNull(string text) => text.Length > 0 ? text : null;
}
