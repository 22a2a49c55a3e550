namespace LustreOperator.Kubernetes;

/// <summary>An object that is there but does not fit its class: it must not stop the others, nor pass for deleted.</summary>
/// <param name="Identity">From its metadata, as far as that could be read.</param>
/// <param name="Problem">What did not fit, for people.</param>
public sealed record UnreadableObject(ObjectIdentity Identity, string Problem);
