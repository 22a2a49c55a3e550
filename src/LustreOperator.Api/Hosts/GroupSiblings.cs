namespace LustreOperator.Api;

/// <summary>What becomes of the other functions of an IOMMU group when a machine gets one of them.</summary>
public enum GroupSiblings
{
    /// <summary>They are taken from their host drivers while the machine runs, if the host does not use them, and given back afterwards.</summary>
    Park,

    /// <summary>They are left alone: a group of which a sibling has a host driver is not offered.</summary>
    Refuse,
}
