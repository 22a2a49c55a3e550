namespace LustreOperator.TestKit;

/// <summary>A text is not what its golden file says.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);
