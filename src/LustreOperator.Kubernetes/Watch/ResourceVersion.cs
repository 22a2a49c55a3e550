namespace LustreOperator.Kubernetes;

/// <summary>Versions are opaque by contract and numbers in fact (and since 1.35 by contract too): compared where both are numbers.</summary>
internal static class ResourceVersion
{
    /// <summary>Whether <paramref name="a"/> is certainly older than <paramref name="b"/>.</summary>
    public static bool IsOlder(string a, string b) =>
        ulong.TryParse(a, out ulong first) && ulong.TryParse(b, out ulong second) && first < second;
}
