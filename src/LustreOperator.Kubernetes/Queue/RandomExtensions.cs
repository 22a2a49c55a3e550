namespace LustreOperator.Kubernetes;

internal static class RandomExtensions
{
    /// <summary>A <see cref="System.Random"/> that comes by constructor is shared, and only the banned one is thread safe.</summary>
    public static double NextDoubleLocked(this Random random)
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
