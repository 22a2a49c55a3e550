namespace LustreOperator.Views.Drawing;

/// <summary>Memory of one kind on a node.</summary>
/// <param name="PageSizeKiB">0: normal pages.</param>
/// <param name="TotalKiB">What machines may have.</param>
/// <param name="FreeKiB">What no machine has.</param>
public sealed record NodeMemory(long PageSizeKiB, long TotalKiB, long FreeKiB);
