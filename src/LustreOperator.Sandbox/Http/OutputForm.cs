namespace LustreOperator.Sandbox.Http;

/// <summary>How the client wants objects to look.</summary>
internal enum OutputForm
{
    Plain,
    Table,
    PartialMetadata,
}
