namespace LustreOperator.Sandbox.Documents;

/// <summary>A body that is not a document; the message is the one a Go parser gives.</summary>
internal sealed class DocumentException(string message) : Exception(message);
