using System.Globalization;

namespace PresenceCluster.AdminConsole.Parts;

/// <summary>
/// The notice to a client whose session ends by a rule or by an operator. Its numbers and texts are those of the protocol's catalogue of
/// close codes; a test compares them.
/// </summary>
public sealed record ClientNotice(int Code, string Name, string Text)
{
    public static ClientNotice Replaced { get; } = new(4020, nameof(Replaced), "Another device logged in.");

    public static ClientNotice Kicked { get; } = new(4021, nameof(Kicked), "An administrator ended the session.");

    public static ClientNotice PolicyChanged { get; } = new(4024, nameof(PolicyChanged), "The login policy changed.");

    public static ClientNotice GoingAway { get; } = new(4040, nameof(GoingAway), "The gateway is shutting down.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Name}: “{Text}”");
}
