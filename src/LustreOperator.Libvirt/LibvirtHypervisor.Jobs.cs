using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>What is under way with a domain.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_DOMAIN_JOB_COMPLETED: this and what follows has ended.</summary>
    private const int JobCompleted = 3;

    /// <summary>virDomainBlockJobType.</summary>
    private static readonly string[] s_blockJobs = ["work on", "pull into", "copy of", "commit of", "commit of", "backup of"];

    public Task<IReadOnlyList<string>> ListDomainJobsAsync(Guid uuid, CancellationToken cancellationToken) => SlowAsync(
        nameof(Native.virDomainGetJobInfo),
        connect =>
        {
            using DomainHandle domain = Lookup(connect, uuid);
            return (IReadOnlyList<string>)ReadJobs(domain);
        },
        cancellationToken);

    private static List<string> ReadJobs(DomainHandle domain)
    {
        if (NativeResult.Check(Native.virDomainIsActive(domain)) != 1)
        {
            return [];
        }

        try
        {
            List<string> jobs = [];
            NativeResult.Check(Native.virDomainGetJobInfo(domain, out VirDomainJobInfo job));
            if (job.Type is > 0 and < JobCompleted)
            {
                jobs.Add("a backup, save, dump or migration");
            }

            foreach (DomainDisk disk in ReadXml(domain, 0).Definition.Disks)
            {
                if (NativeResult.Check(Native.virDomainGetBlockJobInfo(domain, disk.Target, out VirDomainBlockJobInfo block, 0)) == 1)
                {
                    jobs.Add($"{s_blockJobs[block.Type >= 0 && block.Type < s_blockJobs.Length ? block.Type : 0]} {disk.Target}");
                }
            }

            return jobs;
        }
        catch (LibvirtException exception) when (exception.Kind == LibvirtErrorKind.OperationTimeout)
        {
            return ["another operation that keeps libvirt waiting"];
        }
        catch (LibvirtException exception) when (exception.Kind is LibvirtErrorKind.NotSupported or LibvirtErrorKind.OperationInvalid)
        {
            // A driver without jobs, or a domain that went off meanwhile; a domain that is migrated to here says so in its state.
            return [];
        }
    }
}
