using System.Text.Json.Serialization;
using PresenceCluster.Domain.Settings;
using PresenceCluster.Gateway.Rest.V1.Apps;
using PresenceCluster.Gateway.Rest.V1.Cluster;
using PresenceCluster.Gateway.Rest.V1.Events;
using PresenceCluster.Gateway.Rest.V1.Operators;
using PresenceCluster.Gateway.Rest.V1.Problems;
using PresenceCluster.Gateway.Rest.V1.Users;
using PresenceCluster.Gateway.Rest.V1.Webhooks;
using PresenceCluster.Grains.Interfaces.Apps;
using PresenceCluster.Grains.Interfaces.Delivery;

namespace PresenceCluster.Gateway.Rest.V1;

/// <summary>The JSON of <c>/v1</c>: camelCase, enums and durations as text; an unknown or repeated member is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(EventPositionJson)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(PresenceBody))]
[JsonSerializable(typeof(PresenceQueryBody))]
[JsonSerializable(typeof(PresenceListBody))]
[JsonSerializable(typeof(SessionListBody))]
[JsonSerializable(typeof(AppSettings))]
[JsonSerializable(typeof(LoginPolicyBody))]
[JsonSerializable(typeof(SettingsHistoryBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(SignedInBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(OperatorBody))]
[JsonSerializable(typeof(OperatorListBody))]
[JsonSerializable(typeof(NewOperatorBody))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(OneTimePasswordBody))]
[JsonSerializable(typeof(AppListBody))]
[JsonSerializable(typeof(NewAppBody))]
[JsonSerializable(typeof(CreatedAppBody))]
[JsonSerializable(typeof(NewKeyBody))]
[JsonSerializable(typeof(KeyListBody))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(EndpointListBody))]
[JsonSerializable(typeof(NewSecretBody))]
[JsonSerializable(typeof(EndpointState))]
[JsonSerializable(typeof(DeadLetterListBody))]
[JsonSerializable(typeof(DeadLetterSelectionBody))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(EventPageBody))]
[JsonSerializable(typeof(UserEventsBody))]
[JsonSerializable(typeof(OverviewBody))]
[JsonSerializable(typeof(OverviewHistoryBody))]
[JsonSerializable(typeof(ProcessListBody))]
[JsonSerializable(typeof(AuditPageBody))]
[JsonSerializable(typeof(KickedBody))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
internal sealed partial class V1Json : JsonSerializerContext;
