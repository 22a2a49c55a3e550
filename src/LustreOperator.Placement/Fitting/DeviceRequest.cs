using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>A function that a network of a machine needs.</summary>
internal sealed record DeviceRequest(string Network, HcaSelector Selector);
