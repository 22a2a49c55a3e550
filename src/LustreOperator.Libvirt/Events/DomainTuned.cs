namespace LustreOperator.Libvirt;

/// <summary>
/// A pin or other tunable of a running domain was set, to a new value or to the old one (VIR_DOMAIN_EVENT_ID_TUNABLE): our own changes come
/// back too.
/// </summary>
/// <param name="Domain">Which one.</param>
/// <param name="Parameters">By libvirt's names: <c>cputune.vcpupin0</c> = <c>0-1</c>, <c>cputune.emulatorpin</c> = <c>0</c>.</param>
public sealed record DomainTuned(DomainIdentity Domain, ValueList<KeyValuePair<string, string>> Parameters) : DomainEvent(Domain);
