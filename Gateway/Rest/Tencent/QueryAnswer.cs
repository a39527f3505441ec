using System.Buffers;
using System.Collections.Immutable;
using PresenceCluster.Domain;
using PresenceCluster.Gateway.Queries;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Writes the answer of a status query, both <c>Status</c> and <c>State</c> (contract §0.3, §1).</summary>
internal static class QueryAnswer
{
    /// <summary>
    /// Writes the whole answer: the envelope, <c>QueryResult</c> for the answered users, <c>ErrorList</c> for the others.
    /// </summary>
    public static void Write(
        IBufferWriter<byte> writer, in QueryRequest request, ImmutableArray<PresenceAnswer> answers, string harmonyPlatformName)
    {
        var text = new Utf8Text(writer);
        TencentAnswer.Open(ref text, WholeError(answers));
        text.Raw(""","QueryResult":["""u8);
        var found = 0;
        foreach (ref readonly var answer in answers.AsSpan())
        {
            if (answer.Presence is not { IsRegistered: true } presence)
                continue;
            text.Raw(found++ == 0 ? """{"To_Account":"""u8 : """,{"To_Account":"""u8);
            WriteUser(ref text, answer.UserId, presence, request, harmonyPlatformName);
        }

        text.Raw("""],"ErrorList":["""u8);
        if (found < answers.Length)
            WriteErrors(ref text, answers);
        text.Raw("]}"u8);
        text.Complete();
    }

    private static void WriteErrors(ref Utf8Text text, ImmutableArray<PresenceAnswer> answers)
    {
        var isFirst = true;
        foreach (ref readonly var answer in answers.AsSpan())
        {
            if (answer.Kind == PresenceAnswerKind.Found)
                continue;
            text.Raw(isFirst ? """{"To_Account":"""u8 : """,{"To_Account":"""u8);
            text.Quoted(answer.UserId);
            text.Raw(""","ErrorCode":"""u8);
            text.Number(TencentError.For(answer.Kind).Code);
            text.Raw("}"u8);
            isFirst = false;
        }
    }

    // One answered account makes the call a success. Otherwise an error that may pass on repetition has priority.
    private static TencentError WholeError(ImmutableArray<PresenceAnswer> answers)
    {
        var whole = TencentError.UnknownAccount;
        foreach (ref readonly var answer in answers.AsSpan())
        {
            var error = TencentError.For(answer.Kind);
            if (error == TencentError.None)
                return error;
            if (error == TencentError.TimedOut)
                whole = error;
        }

        return whole;
    }

    private static void WriteUser(
        ref Utf8Text text, string userId, UserPresence presence, in QueryRequest request, string harmonyPlatformName)
    {
        text.Quoted(userId);
        text.Raw(presence.Status switch
        {
            PresenceStatus.Online => ",\"Status\":\"Online\",\"State\":\"Online\""u8,
            PresenceStatus.PushOnline => ",\"Status\":\"PushOnline\",\"State\":\"PushOnline\""u8,
            _ => ",\"Status\":\"Offline\",\"State\":\"Offline\""u8,
        });
        if (request.ReturnsCustomStatus)
        {
            text.Raw(""","CustomStatus":"""u8);
            text.Quoted(presence.CustomStatus);
        }

        if (request.NeedsDetail && !presence.Sessions.IsEmpty)
            WriteDetail(ref text, presence.Sessions, request.ReturnsInstanceId, harmonyPlatformName);
        text.Raw("}"u8);
    }

    // With instance ids there is one item for each device. Without them there is one for each platform, so that no two items contradict
    // each other.
    private static void WriteDetail(
        ref Utf8Text text, ImmutableArray<Session> sessions, bool returnsInstanceId, string harmonyPlatformName)
    {
        text.Raw(""","Detail":["""u8);
        for (var i = 0; i < sessions.Length; i++)
        {
            var session = sessions[i];
            if (!returnsInstanceId && IsSeenBefore(sessions, i))
                continue;
            text.Raw(i == 0 ? """{"Platform":"""u8 : """,{"Platform":"""u8);
            WritePlatform(ref text, session.Platform, harmonyPlatformName);
            var status = returnsInstanceId ? session.Status : HighestStatus(sessions, session.Platform);
            text.Raw(status == PresenceStatus.Online ? ",\"Status\":\"Online\""u8 : ",\"Status\":\"PushOnline\""u8);
            if (returnsInstanceId)
            {
                text.Raw(""","Instid":"""u8);
                text.Number(session.Epoch);
            }

            text.Raw("}"u8);
        }

        text.Raw("]"u8);
    }

    private static bool IsSeenBefore(ImmutableArray<Session> sessions, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (sessions[i].Platform.CountedAs() == sessions[index].Platform.CountedAs())
                return true;
        }

        return false;
    }

    private static PresenceStatus HighestStatus(ImmutableArray<Session> sessions, Platform platform)
    {
        foreach (var session in sessions)
        {
            if (session.Status == PresenceStatus.Online && session.Platform.CountedAs() == platform.CountedAs())
                return PresenceStatus.Online;
        }

        return PresenceStatus.PushOnline;
    }

    private static void WritePlatform(ref Utf8Text text, Platform platform, string harmonyPlatformName)
    {
        if (platform == Platform.HarmonyOS)
        {
            text.Quoted(harmonyPlatformName);
            return;
        }

        text.Raw(platform switch
        {
            Platform.Android => "\"Android\""u8,
            Platform.IPhone => "\"iPhone\""u8,
            Platform.IPad => "\"iPad\""u8,
            Platform.Windows => "\"PC\""u8,
            Platform.Mac => "\"Mac\""u8,
            Platform.Linux => "\"Linux\""u8,
            Platform.Web or Platform.MiniProgram => "\"Web\""u8,
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }
}
