using System.Collections;
using System.Reflection;

namespace PresenceCluster.Tests.Cluster.Clocks;

/// <summary>Walks the objects of a process by their fields and notes each clock that it finds, and who holds it.</summary>
internal sealed class ClocksFound
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const int ItemsMax = 1000;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> _left = [];

    /// <summary>Who holds which clock.</summary>
    public List<(Type Holder, TimeProvider Clock)> Held { get; } = [];

    public ClocksFound From(IEnumerable<object> roots)
    {
        foreach (var root in roots)
            Enqueue(root);
        while (_left.TryDequeue(out var next))
            Visit(next);
        return this;
    }

    private void Visit(object holder)
    {
        // A struct, such as an immutable array, is walked by its fields.
        if (holder is ICollection items && !holder.GetType().IsValueType)
        {
            foreach (var item in items.Cast<object?>().Take(ItemsMax).ToList())
                Enqueue(item);
        }

        for (var type = holder.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Fields))
            {
                if (field.FieldType.IsPrimitive || field.FieldType.IsPointer || field.FieldType.IsEnum || field.FieldType.IsByRefLike)
                    continue;
                var value = field.GetValue(holder);
                if (value is TimeProvider clock)
                    Held.Add((holder.GetType(), clock));
                else
                    Enqueue(value);
            }
        }
    }

    // Orleans' objects and ours, and the collections and closures in which they keep others.
    private void Enqueue(object? value)
    {
        if (value is null or string or Type or MemberInfo or Delegate or TimeProvider || value.GetType().IsPrimitive)
            return;
        var name = value.GetType().Namespace ?? "";
        if (!name.StartsWith("Orleans", StringComparison.Ordinal) && !name.StartsWith("PresenceCluster", StringComparison.Ordinal)
            && value is not ICollection && !IsPair(value.GetType()))
            return;
        if (_seen.Add(value))
            _left.Enqueue(value);
    }

    // What a dictionary is made of.
    private static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
