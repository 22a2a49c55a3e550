using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>What domains have used.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_DOMAIN_STATS_STATE, _CPU_TOTAL, _BALLOON, _VCPU, _INTERFACE and _BLOCK. A driver that lacks one tells the others.</summary>
    private const uint WantedStatistics = 0x3f;

    /// <summary>VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT: what of a busy domain would wait is left out.</summary>
    private const uint NoWait = 1u << 29;

    public Task<Listing<DomainStatistics>> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectGetAllDomainStats), ReadStatistics, cancellationToken);

    private static Listing<DomainStatistics> ReadStatistics(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectGetAllDomainStats(connect, WantedStatistics, out VirDomainStatsRecord** records, NoWait));
        try
        {
            nint[] each = new nint[count];
            for (int i = 0; i < count; i++)
            {
                each[i] = (nint)records[i];
            }

            return Sorted(
                Listing<DomainStatistics>.Read("domain", each, record => StatisticsReader.Identity(record).Name, StatisticsReader.Read, () => IsAlive(connect)),
                domain => domain.Identity.Name,
                StringComparer.Ordinal);
        }
        finally
        {
            Native.virDomainStatsRecordListFree(records);
        }
    }
}
