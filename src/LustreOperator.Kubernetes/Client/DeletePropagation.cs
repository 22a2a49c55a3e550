namespace LustreOperator.Kubernetes;

/// <summary>What becomes of the objects that a deleted one owns.</summary>
public enum DeletePropagation
{
    /// <summary>They are deleted after it.</summary>
    Background,

    /// <summary>They are deleted first.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}
