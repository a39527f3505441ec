using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PresenceCluster.Gateway.Rest.Tencent;

/// <summary>
/// Writes JSON by hand into a buffer writer. The caller writes names and punctuation as UTF-8 literals, and this type manages room and
/// escaping. It is for the query path, where a model per user would cost more than the query itself.
/// </summary>
internal ref struct Utf8Text(IBufferWriter<byte> writer)
{
    private const int ChunkBytes = 4096;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character is not ('"' or '\\'))]);

    private Span<byte> _free;
    private int _used;

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_free[_used..]);
        _used += utf8.Length;
    }

    /// <summary>Writes a text between quotation marks.</summary>
    public void Quoted(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            Raw("\""u8);
            Raw(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            Raw("\""u8);
            return;
        }

        Reserve(text.Length + 2);
        _free[_used++] = (byte)'"';
        _used += Encoding.UTF8.GetBytes(text, _free[_used..]);
        _free[_used++] = (byte)'"';
    }

    /// <summary>Writes a whole number.</summary>
    public void Number(long number)
    {
        Reserve(20);
        number.TryFormat(_free[_used..], out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>Passes the written bytes to the buffer writer, which has received none before.</summary>
    public void Complete()
    {
        writer.Advance(_used);
        _free = default;
        _used = 0;
    }

    private void Reserve(int bytes)
    {
        if (_free.Length - _used >= bytes)
            return;
        if (_used > 0)
            writer.Advance(_used);
        _free = writer.GetSpan(Math.Max(bytes, ChunkBytes));
        _used = 0;
    }
}
