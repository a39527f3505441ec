using System.Collections.Immutable;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Interfaces.Codecs;

/// <summary>How the parts are written that stored forms have in common.</summary>
internal static class PresenceFields
{
    public static void WriteSession(this BinaryWriter writer, Session session)
    {
        writer.WriteGuid(session.Id.Value);
        writer.Write7BitEncodedInt64(session.Epoch);
        writer.Write((byte)session.Platform);
        writer.Write(session.DeviceId);
        writer.Write(session.Connection.Gateway.Value);
        writer.Write7BitEncodedInt64(session.Connection.ConnectionId);
        writer.Write7BitEncodedInt64(session.GatewaySeenAtVersion);
        writer.WriteInstant(session.LoginAt);
        writer.WriteActTime(session.AskedAt);
        writer.WriteActTime(session.ByHandAt);
        writer.Write7BitEncodedInt64((long)session.Attempt);
        writer.WriteClient(session.Client);
        writer.Write((byte)session.Status);
        writer.WriteInstant(session.Since);
    }

    public static Session ReadSession(this BinaryReader reader) => new()
    {
        Id = new SessionId(reader.ReadGuid()),
        Epoch = reader.Read7BitEncodedInt64(),
        Platform = (Platform)reader.ReadByte(),
        DeviceId = reader.ReadString(),
        Connection = new ConnectionRef(new GatewayId(reader.ReadString()), reader.Read7BitEncodedInt64()),
        GatewaySeenAtVersion = reader.Read7BitEncodedInt64(),
        LoginAt = reader.ReadInstant() ?? default,
        AskedAt = reader.ReadActTime() ?? default,
        ByHandAt = reader.ReadActTime() ?? default,
        Attempt = (ulong)reader.Read7BitEncodedInt64(),
        Client = reader.ReadClient(),
        Status = (PresenceStatus)reader.ReadByte(),
        Since = reader.ReadInstant() ?? default,
    };

    public static void WriteMany<T>(this BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> writeOne)
    {
        writer.Write7BitEncodedInt(items.Length);
        foreach (var item in items)
            writeOne(writer, item);
    }

    public static ImmutableArray<T> ReadMany<T>(this BinaryReader reader, Func<BinaryReader, T> readOne)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0)
            throw new FormatException("A list has a negative length.");
        // Most lists are empty, and all empty ones are one object.
        if (count == 0)
            return [];
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < count; i++)
            items.Add(readOne(reader));
        return items.DrainToImmutable();
    }

    // Whole ticks, so that the value read equals the value written; zero means "none".
    public static void WriteInstant(this BinaryWriter writer, DateTimeOffset? instant) => writer.Write(instant?.UtcTicks ?? 0L);

    public static DateTimeOffset? ReadInstant(this BinaryReader reader)
    {
        var ticks = reader.ReadInt64();
        return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    public static void WriteActTime(this BinaryWriter writer, ActTime? time)
    {
        writer.WriteInstant(time?.At);
        // The reader takes an instant of zero for "none", and no flag follows that.
        if (time is { At.UtcTicks: not 0 } act)
            writer.Write(act.IsExact);
    }

    public static ActTime? ReadActTime(this BinaryReader reader)
        => reader.ReadInstant() is { } at ? new ActTime(at, reader.ReadBoolean()) : null;

    // Platforms are numbered from 1; zero is "none".
    public static void WritePlatform(this BinaryWriter writer, Platform? platform) => writer.Write((byte)(platform ?? 0));

    public static Platform? ReadPlatform(this BinaryReader reader) => reader.ReadByte() is var number and not 0 ? (Platform)number : null;

    public static void WriteGuid(this BinaryWriter writer, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        writer.Write(bytes);
    }

    public static Guid ReadGuid(this BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.BaseStream.ReadExactly(bytes);
        return new Guid(bytes);
    }

    private static void WriteClient(this BinaryWriter writer, ClientInfo? client)
    {
        writer.Write(client is not null);
        if (client is null)
            return;
        writer.Write(client.Address ?? "");
        writer.Write7BitEncodedInt(client.Port ?? 0);
        writer.Write(client.ClientVersion ?? "");
        writer.Write(client.OsVersion ?? "");
        writer.WriteMany(client.Features, static (output, feature) => output.Write(feature));
    }

    // No member is an empty text or the port zero; both mean "none".
    private static ClientInfo? ReadClient(this BinaryReader reader) => !reader.ReadBoolean() ? null : SharedTexts.Within(new ClientInfo
    {
        Address = reader.ReadText(),
        Port = reader.Read7BitEncodedInt() is var port and not 0 ? port : null,
        ClientVersion = reader.ReadText(),
        OsVersion = reader.ReadText(),
        Features = reader.ReadMany(static input => input.ReadString()),
    });

    private static string? ReadText(this BinaryReader reader) => reader.ReadString() is { Length: > 0 } text ? text : null;
}
