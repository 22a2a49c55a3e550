using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>
/// What a write through one endpoint can own: the status endpoint no specification, the main one no status. The API server
/// counts metadata at both, even where the status endpoint then keeps the old metadata.
/// </summary>
internal sealed record OwnershipScope(StructuralSchema Schema, bool HasStatus, string Subresource)
{
    public bool IsReset(string step) => Subresource == "status" ? step is not ("f:status" or "f:metadata") : HasStatus && step == "f:status";
}
