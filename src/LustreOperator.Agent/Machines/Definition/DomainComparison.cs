using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What differs between a wanted domain and one that is defined. Pure.</summary>
internal static class DomainComparison
{
    /// <summary>Fields of the definition that counts from the next start.</summary>
    public static IReadOnlyList<string> Defined(DomainDefinition wanted, DomainDescription description)
    {
        DomainDefinition defined = description.Definition;
        List<string> fields = [.. ResourceComparison.Of(wanted, defined).Select(difference => difference.Text.Field)];
        if (description.OnlineVCpus is { } online && online != defined.VCpus)
        {
            fields.Add("vcpus");
        }

        if (!wanted.VcpuPins.Equals(defined.VcpuPins))
        {
            fields.Add("vcpuPins");
        }

        if (wanted.EmulatorPin != defined.EmulatorPin)
        {
            fields.Add("emulatorCpus");
        }

        if (!DeviceComparison.All(wanted).ToHashSet().SetEquals(DeviceComparison.All(defined)))
        {
            fields.Add("devices");
        }

        // A template of another version is no change; a restart that was asked for must reach the mark all the same.
        if (wanted.Mark?.Restart != defined.Mark?.Restart
            || (wanted.Mark != defined.Mark && wanted.Mark?.TemplateVersion == defined.Mark?.TemplateVersion))
        {
            fields.Add("owner");
        }

        return fields;
    }
}
