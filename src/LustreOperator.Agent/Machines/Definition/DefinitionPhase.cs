using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Keeps the domain's definition, which its next start is made from, as the machine needs it. Pure.</summary>
internal static class DefinitionPhase
{
    public static PhasePlan Plan(MachineLook look) => new()
    {
        Actions = look.Needed is { } needed ? Steps(look, needed) : [],
        Differences = [.. look.Resources, .. look.ByHand],
        Conditions = [.. ChangedByHand(look.ByHand)],
        Facts = new DefinitionFacts(look.Domain, look.Machine.Spec.Cpu.Pinning),
    };

    private static DefineDomain[] Steps(MachineLook look, DomainDefinition needed)
    {
        if (look.Domain is not { } domain)
        {
            return [new DefineDomain(DomainTemplate.Definition(needed, look.Observed), "it is absent", IsNew: true)];
        }

        if (!look.MayChange)
        {
            return Followed(look, domain);
        }

        DomainDefinition wanted = DomainTemplate.Definition(needed, look.Observed);
        IReadOnlyList<string> fields = domain.Inactive is { } defined ? DomainComparison.Defined(wanted, defined) : ["it is no longer persistent"];
        return fields.Count > 0 ? [new DefineDomain(wanted, string.Join(", ", fields), IsNew: false) { IsRepair = domain.Inactive is null }] : [];
    }

    // Whatever the drift policy: a next start on what the guest has left would lose what it wrote since.
    private static DefineDomain[] Followed(MachineLook look, DomainSnapshot domain)
    {
        MachineDisk[] followed = [.. look.Disks.Where(disk => disk.IsFollowed)];
        return followed.Length == 0 || domain.Inactive is not { } defined ? [] :
        [
            new DefineDomain(
                defined.Definition with
                {
                    Uuid = domain.Identity.Uuid,
                    Disks = defined.Definition.Disks
                        .Select(disk => followed.FirstOrDefault(moved => moved.Wanted!.Key == disk.Key)?.Wanted ?? disk)
                        .ToValueList(),
                },
                $"the guest has moved to {string.Join(", ", followed.Select(disk => disk.Source))}",
                IsNew: false),
        ];
    }

    // There only while there is something to tell.
    private static IEnumerable<Condition> ChangedByHand(IReadOnlyList<DomainDifference> left) => left.Count == 0 ? [] :
    [
        new Condition
        {
            Type = MachineConditionTypes.ChangedByHand,
            Status = ConditionStatus.True,
            Reason = left[0].LeftAlone!,
            Message = $"somebody changed the domain; it is left so and served on: {string.Join("; ", left)}",
        },
    ];
}

/// <summary>The machine's own domain; null: it has none.</summary>
internal sealed record DefinitionFacts(DomainSnapshot? Domain, CpuPinning Pinning) : IPhaseFacts
{
    public LustreMachineStatus Into(LustreMachineStatus status) => status with { Domain = Domain is null ? null : StatusOf(Domain) };

    private DomainStatus StatusOf(DomainSnapshot domain)
    {
        DomainDescription description = (domain.Live ?? domain.Inactive)!;
        DomainDefinition? live = domain.Live?.Definition;
        return new DomainStatus
        {
            Name = domain.Identity.Name,
            Uuid = domain.Identity.Uuid,
            State = domain.State,
            MachineType = description.Machine,
            Type = description.Definition.Type == DomainType.Kvm ? "kvm" : "qemu",
            HeldCpus = live is null || Pinning != CpuPinning.Dedicated
                ? null
                : CpuSet.From(live.VcpuPins.SelectMany(pin => pin.Cpus).Concat(live.EmulatorPin ?? [])),
            Memory = live is null ? null : Quantity.OfKiB(live.MemoryKiB),
            Vcpus = live?.VCpus,
        };
    }
}
