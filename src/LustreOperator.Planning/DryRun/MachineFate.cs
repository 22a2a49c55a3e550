namespace LustreOperator.Planning;

/// <summary>What becomes of a machine.</summary>
public enum MachineFate
{
    Created,
    Changed,
    Deleted,
    Untouched,
}
