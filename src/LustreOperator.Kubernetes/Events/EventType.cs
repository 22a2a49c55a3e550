namespace LustreOperator.Kubernetes;

/// <summary>The two types of event that there are.</summary>
public enum EventType
{
    Normal,
    Warning,
}
