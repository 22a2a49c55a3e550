using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>What a write through one endpoint can own: the status endpoint only the status, the main one all but it.</summary>
internal sealed record OwnershipScope(StructuralSchema Schema, bool HasStatus, string Subresource)
{
    public bool IsReset(string step) => Subresource == "status" ? step != "f:status" : HasStatus && step == "f:status";
}
