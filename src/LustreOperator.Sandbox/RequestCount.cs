namespace LustreOperator.Sandbox;

/// <summary>How often one client made one kind of request.</summary>
public sealed record RequestCount(string Verb, string Group, string Resource, string Subresource, string UserAgent, long Count);
