namespace LustreOperator.Sandbox.Patches;

/// <summary>A patch that does not fit its document.</summary>
internal sealed class PatchFailedException(string message) : Exception(message);
