namespace LustreOperator.Sandbox.Storage;

/// <summary>A watch asked for changes older than those remembered.</summary>
internal sealed class HistoryExpiredException(long wanted, long oldest)
    : Exception($"too old resource version: {wanted} ({oldest})");
