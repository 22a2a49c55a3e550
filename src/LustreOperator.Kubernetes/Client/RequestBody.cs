namespace LustreOperator.Kubernetes;

internal sealed record RequestBody(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public static RequestBody Json(byte[] bytes) => new("application/json", bytes);
}
