namespace LustreOperator.Kubernetes;

/// <summary>From a value to the keys of the objects that have it.</summary>
internal sealed class StoreIndex<T>(Func<T, IEnumerable<string>> values)
    where T : class
{
    private readonly Dictionary<string, HashSet<ObjectKey>> _keys = [];

    public IReadOnlyCollection<ObjectKey> Keys(string value) => _keys.TryGetValue(value, out HashSet<ObjectKey>? keys) ? keys : [];

    public void Update(ObjectKey key, T? old, T? current)
    {
        foreach (string value in old is null ? [] : values(old))
        {
            if (_keys.TryGetValue(value, out HashSet<ObjectKey>? keys) && keys.Remove(key) && keys.Count == 0)
            {
                _keys.Remove(value);
            }
        }

        foreach (string value in current is null ? [] : values(current))
        {
            if (!_keys.TryGetValue(value, out HashSet<ObjectKey>? keys))
            {
                _keys.Add(value, keys = []);
            }

            keys.Add(key);
        }
    }
}
