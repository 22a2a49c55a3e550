using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Power;

/// <summary>What a user asks for in one cluster.</summary>
/// <param name="Cluster">As it was read.</param>
/// <param name="Groups">Machine groups that are meant as a whole.</param>
/// <param name="Machines">Machines that are meant each for itself.</param>
internal sealed record PowerRequest(LustreCluster Cluster, IReadOnlyList<MachineGroup> Groups, IReadOnlyList<PowerTarget> Machines)
{
    public bool IsEmpty => Groups.Count + Machines.Count == 0;

    /// <summary>Whether a machine that the cluster asks for is meant.</summary>
    public bool Has(WantedMachine wanted) => Groups.Any(own => own.Name == wanted.Group.Name) || Machines.Any(machine => machine.Name == wanted.Name);
}

/// <summary>How a user names machines. Pure.</summary>
/// <param name="Names">Machines, and clusters as lc/NAME.</param>
/// <param name="IsAll">All clusters of the namespace.</param>
/// <param name="Selected">Names of the machines that a label selector takes; null: there is none.</param>
/// <param name="Groups">Of clusters these groups alone; none: all.</param>
/// <param name="Roles">Of clusters the groups with one of these roles alone; none: all.</param>
internal sealed record PowerSelection(
    IReadOnlyList<string> Names, bool IsAll, IReadOnlyList<string>? Selected, IReadOnlyList<string> Groups, IReadOnlyList<MachineRole> Roles)
{
    /// <summary>By cluster, in the order in which they are named.</summary>
    /// <exception cref="CommandException">Something named is not there; the message says what to do.</exception>
    public IReadOnlyList<PowerRequest> Resolve(string inNamespace, IReadOnlyList<LustreMachine> machines, IReadOnlyList<LustreCluster> clusters)
    {
        List<LustreCluster> whole = IsAll ? [.. clusters] : [];
        List<PowerTarget> single = [];
        foreach (string text in Names)
        {
            var name = ResourceName.Parse(text, LustreCluster.KindName, LustreMachine.KindName);
            if (name.Kind == LustreCluster.KindName)
            {
                whole.Add(clusters.FirstOrDefault(cluster => cluster.Metadata.Name == name.Name)
                    ?? throw new CommandException(
                        $"there is no cluster {name.Name} in namespace {inNamespace}; {NearNames.Advice(name.Name, clusters.Select(cluster => cluster.Metadata.Name), "there are no clusters at all")}"));
            }
            else if (Groups.Count + Roles.Count > 0)
            {
                throw new CommandException($"--group and --role are for clusters (lc/NAME, --all), and {text} is a machine") { ExitCode = ExitCode.Usage };
            }
            else
            {
                single.Add(PowerTarget.Find(name.Name, inNamespace, machines, clusters));
            }
        }

        single.AddRange((Selected ?? []).Select(name => PowerTarget.Find(name, inNamespace, machines, clusters)).Where(target => IsMeant(GroupOf(target))));
        PowerRequest[] requests =
        [
            .. from cluster in whole.Concat(single.Select(target => target.Cluster)).DistinctBy(cluster => cluster.Metadata.Name)
               let groups = whole.Contains(cluster) ? [.. cluster.Spec.Machines.Where(IsMeant)] : (MachineGroup[])[]
               let own = single.Where(target => target.Cluster == cluster).DistinctBy(target => target.Name)
               select new PowerRequest(cluster, groups, [.. own.Where(target => !groups.Any(item => item.Name == target.Machine.Spec.Group))]),
        ];
        CheckFound(inNamespace, whole, requests);
        return [.. requests.Where(request => !request.IsEmpty)];
    }

    private void CheckFound(string inNamespace, List<LustreCluster> whole, PowerRequest[] requests)
    {
        foreach (string missing in Groups.Where(_ => whole.Count > 0)
            .Where(name => !whole.Any(cluster => cluster.Spec.Machines.Any(item => item.Name == name))))
        {
            string where = whole.Count == 1 ? $"cluster {whole[0].Metadata.Name} has" : "these clusters have";
            throw new CommandException(
                $"{where} no group {missing}; {NearNames.Advice(missing, whole.SelectMany(cluster => cluster.Spec.Machines).Select(item => item.Name), "they have none")}");
        }

        if (requests.All(request => request.IsEmpty))
        {
            string narrowed = Groups.Count + Roles.Count == 0 ? "" : " of that group and role";
            throw new CommandException(
                Selected is not null ? $"no machine{narrowed} in namespace {inNamespace} has these labels"
                : $"there is no machine{narrowed} in {(whole.Count == 1 ? $"cluster {whole[0].Metadata.Name}" : $"namespace {inNamespace}")}");
        }
    }

    private bool IsMeant(MachineGroup? group) =>
        group is not null && (Groups.Count == 0 || Groups.Contains(group.Name)) && (Roles.Count == 0 || group.Roles.Any(Roles.Contains));

    private static MachineGroup? GroupOf(PowerTarget target) => target.Cluster.Spec.Machines.FirstOrDefault(group => group.Name == target.Machine.Spec.Group);
}
