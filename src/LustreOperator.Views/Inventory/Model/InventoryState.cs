using LustreOperator.Api;

namespace LustreOperator.Views.Inventory;

/// <summary>All hosts, and the machines that the user may list, as they were when they were listed.</summary>
/// <param name="Hosts">By name.</param>
/// <param name="Machines">By host, namespace, cluster, group and index.</param>
/// <param name="OnlyNamespace">The user may list machines of this namespace alone, or of none when it is empty; null: of all.</param>
public sealed record InventoryState(IReadOnlyList<KvmHost> Hosts, IReadOnlyList<LustreMachine> Machines, string? OnlyNamespace);
