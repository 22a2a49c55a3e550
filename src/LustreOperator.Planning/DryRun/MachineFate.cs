namespace LustreOperator.Cli.Plan;

/// <summary>What becomes of a machine.</summary>
internal enum MachineFate
{
    Created,
    Changed,
    Deleted,
    Untouched,
}
