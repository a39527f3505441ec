using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using PresenceCluster.Domain;

namespace PresenceCluster.Grains.Book;

/// <summary>
/// The users of one bucket, packed into three arrays, so that the collector has nothing to walk. The entries stand one behind another in the
/// order in which they were written. An entry that does not fit its place any more is written again at the end, and its old bytes are dead
/// until the next compaction. Not thread-safe.
/// <para>
/// An entry: the number of its slot (-1 when it is dead), the length of the payload and the app as 32-bit integers, the length of the user
/// id as a byte, the user id in ASCII, the payload.
/// </para>
/// </summary>
internal sealed class PresencePage
{
    private const int None = -1;
    private const int HeaderBytes = 13;
    private const int BytesMin = 256;

    private Slot[] _slots = [];
    private int[] _chains = [];
    private byte[] _entries = [];
    private int _freeSlot = None;
    private int _usedSlots;
    private int _end;
    private int _dead;

    /// <summary>Looks at one user.</summary>
    public delegate void Visitor<TTo>(PackedUser user, TTo to);

    /// <summary>How many users there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that its arrays take.</summary>
    public long Bytes => _entries.Length + (4L * _chains.Length) + (12L * _slots.Length);

    /// <summary>Finds a user's payload. It is valid until the page changes.</summary>
    public bool TryGet(UserKey user, out ReadOnlySpan<byte> payload)
    {
        var slot = Find(user, HashOf(user));
        payload = slot == None ? default : At(_slots[slot].Offset).Payload;
        return slot != None;
    }

    /// <summary>Puts a user's payload in the place of the one before.</summary>
    public void Put(UserKey user, ReadOnlySpan<byte> payload)
    {
        var hash = HashOf(user);
        var slot = Find(user, hash);
        var length = HeaderBytes + user.UserId.Length + payload.Length;
        if (slot != None && LengthAt(_slots[slot].Offset) == length)
        {
            payload.CopyTo(_entries.AsSpan(_slots[slot].Offset + length - payload.Length));
            return;
        }

        if (slot == None)
            slot = AddSlot(hash);
        else
            Kill(_slots[slot].Offset);
        if (_end + length > _entries.Length)
            MakeRoom(length);
        Write(slot, user, payload);
        _end += length;
    }

    /// <summary>Removes a user; false when there is none.</summary>
    public bool Remove(UserKey user)
    {
        var hash = HashOf(user);
        var slot = Find(user, hash);
        if (slot == None)
            return false;
        Kill(_slots[slot].Offset);
        RemoveSlot(slot, hash);
        if (Count == 0)
            Clear();
        else if (_entries.Length > 4 * BytesMin && _end - _dead < _entries.Length / 4)
            Resize((_end - _dead) * 2);
        return true;
    }

    /// <summary>Removes all users and frees the memory.</summary>
    public void Clear()
    {
        (_slots, _chains, _entries) = ([], [], []);
        (_freeSlot, _usedSlots, _end, _dead, Count) = (None, 0, 0, 0, 0);
    }

    /// <summary>Visits every user. The visitor must not change the page.</summary>
    public void Visit<TTo>(TTo to, Visitor<TTo> visitor)
    {
        for (var offset = 0; offset < _end; offset += LengthAt(offset))
        {
            if (SlotAt(offset) != None)
                visitor(At(offset), to);
        }
    }

    // The hash of a process's own: nobody outside can choose users that share a chain.
    private static uint HashOf(UserKey user) => (uint)user.GetHashCode();

    private int Find(UserKey user, uint hash)
    {
        if (_chains.Length == 0)
            return None;
        for (var slot = _chains[hash & (_chains.Length - 1)]; slot != None; slot = _slots[slot].Next)
        {
            if (_slots[slot].Hash == hash && IsAt(_slots[slot].Offset, user))
                return slot;
        }

        return None;
    }

    private bool IsAt(int offset, UserKey user)
        => BinaryPrimitives.ReadUInt32LittleEndian(_entries.AsSpan(offset + 8)) == user.App.Value
            && Ascii.Equals(_entries.AsSpan(offset + HeaderBytes, _entries[offset + 12]), user.UserId);

    private int SlotAt(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_entries.AsSpan(offset));

    private int LengthAt(int offset)
        => HeaderBytes + _entries[offset + 12] + BinaryPrimitives.ReadInt32LittleEndian(_entries.AsSpan(offset + 4));

    private PackedUser At(int offset)
    {
        var rest = _entries.AsSpan(offset, LengthAt(offset));
        var idLength = rest[12];
        return new PackedUser(
            new AppId(BinaryPrimitives.ReadUInt32LittleEndian(rest[8..])), rest.Slice(HeaderBytes, idLength), rest[(HeaderBytes + idLength)..]);
    }

    private void Write(int slot, UserKey user, ReadOnlySpan<byte> payload)
    {
        var rest = _entries.AsSpan(_end);
        BinaryPrimitives.WriteInt32LittleEndian(rest, slot);
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[8..], user.App.Value);
        rest[12] = (byte)user.UserId.Length;
        Encoding.ASCII.GetBytes(user.UserId, rest[HeaderBytes..]);
        payload.CopyTo(rest[(HeaderBytes + user.UserId.Length)..]);
        _slots[slot].Offset = _end;
    }

    private void Kill(int offset)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_entries.AsSpan(offset), None);
        _dead += LengthAt(offset);
    }

    // In place only if that frees an eighth, so that the price of a compaction is shared by many writes.
    private void MakeRoom(int bytes)
    {
        var needed = _end - _dead + bytes;
        if (needed <= _entries.Length - (_entries.Length / 8))
            MoveEntriesTo(_entries);
        else
            Resize(needed + (needed / 4));
    }

    private void Resize(int bytes)
    {
        var entries = new byte[Math.Max(BytesMin, bytes)];
        MoveEntriesTo(entries);
        _entries = entries;
    }

    private void MoveEntriesTo(byte[] to)
    {
        var end = 0;
        for (int offset = 0, length; offset < _end; offset += length)
        {
            length = LengthAt(offset);
            if (SlotAt(offset) is var slot and not None)
            {
                _entries.AsSpan(offset, length).CopyTo(to.AsSpan(end));
                _slots[slot].Offset = end;
                end += length;
            }
        }

        (_end, _dead) = (end, 0);
    }

    private int AddSlot(uint hash)
    {
        var slot = _freeSlot;
        if (slot != None)
            _freeSlot = _slots[slot].Next;
        else
            slot = NextSlot();
        ref var chain = ref _chains[hash & (_chains.Length - 1)];
        _slots[slot] = new Slot { Hash = hash, Next = chain };
        chain = slot;
        Count++;
        return slot;
    }

    private int NextSlot()
    {
        if (_usedSlots == _slots.Length)
            Array.Resize(ref _slots, Math.Max(4, _slots.Length + (_slots.Length / 4)));
        if (_usedSlots == _chains.Length)
            Chain(Math.Max(4, _chains.Length * 2));
        return _usedSlots++;
    }

    private void Chain(int chains)
    {
        _chains = new int[chains];
        Array.Fill(_chains, None);
        for (var slot = 0; slot < _usedSlots; slot++)
        {
            ref var chain = ref _chains[_slots[slot].Hash & (chains - 1)];
            _slots[slot].Next = chain;
            chain = slot;
        }
    }

    private void RemoveSlot(int slot, uint hash)
    {
        ref var link = ref _chains[hash & (_chains.Length - 1)];
        while (link != slot)
            link = ref _slots[link].Next;
        link = _slots[slot].Next;
        _slots[slot] = new Slot { Next = _freeSlot };
        _freeSlot = slot;
        Count--;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public uint Hash;
        public int Next;
        public int Offset;
    }
}
