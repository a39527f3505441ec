using System.Buffers;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>Writes the envelope that every answer has (contract §4).</summary>
internal static class TencentAnswer
{
    /// <summary>Writes an answer that is nothing but the envelope.</summary>
    public static void Write(IBufferWriter<byte> writer, TencentError error)
    {
        var text = new Utf8Text(writer);
        Open(ref text, error);
        text.Raw("}"u8);
        text.Complete();
    }

    /// <summary>Writes the envelope's members and leaves the object open for the members of the call.</summary>
    public static void Open(ref Utf8Text text, TencentError error)
    {
        if (error.Code == 0)
        {
            text.Raw("""{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0"""u8);
            return;
        }

        text.Raw("""{"ActionStatus":"FAIL","ErrorInfo":"""u8);
        text.Quoted(error.Text);
        text.Raw(""","ErrorCode":"""u8);
        text.Number(error.Code);
    }
}
