namespace LustreOperator.Api;

/// <summary>What becomes of a new Data disk when an earlier machine of the same name left a volume for a disk of the same name.</summary>
public enum KeptVolumePolicy
{
    /// <summary>Nothing is made, and the user is told what there is.</summary>
    Wait,

    /// <summary>The volume is used again, if there is only one.</summary>
    Reuse,

    /// <summary>A blank volume is made, and the old one stays as it is.</summary>
    New,
}
