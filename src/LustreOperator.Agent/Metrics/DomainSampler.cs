using LustreOperator.Libvirt;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Agent;

/// <summary>
/// Looks at what the domains have used, again and again by itself: who asks for metrics waits for no libvirt, and asks as often as they like. Samples never
/// overlap; one that libvirt does not answer leaves nothing of the one before.
/// </summary>
internal sealed partial class DomainSampler(IHypervisor hypervisor, InventoryCache inventory, TimeProvider time, ILogger<DomainSampler> log)
{
    /// <summary>The usual time between two scrapes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private volatile IReadOnlyList<DomainStatistics>? _last;
    private string _lastProblem = "";

    /// <summary>The domains with our mark as they were at the last look; null: libvirt did not answer, or has not been asked yet.</summary>
    public IReadOnlyList<DomainStatistics>? Last()
    {
        if (_last is not { } all)
        {
            return null;
        }

        // Statistics have no mark; the inventory, read anew whenever a domain comes or goes, has.
        HashSet<Guid> ours = [.. (inventory.Last?.Domains ?? []).Where(domain => domain.OwnerUid is not null).Select(domain => domain.Uuid)];
        return [.. all.Where(domain => ours.Contains(domain.Identity.Uuid))];
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await SampleAsync(cancel);
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    // Whatever goes wrong here ends no agent.
    private async Task SampleAsync(CancellationToken cancel)
    {
        string problem = "";
        try
        {
            _last = await hypervisor.ReadStatisticsAsync(cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _last = null;
            problem = fault.Message;
            if (problem != _lastProblem && fault is LibvirtException)
            {
                // The host's status tells of it already.
                LogUnanswered(problem);
            }
            else if (problem != _lastProblem)
            {
                LogUnforeseen(fault);
            }
        }

        _lastProblem = problem;
    }

    [LoggerMessage(30, LogLevel.Debug, "no statistics of domains: {Problem}")]
    private partial void LogUnanswered(string problem);

    [LoggerMessage(31, LogLevel.Warning, "no statistics of domains")]
    private partial void LogUnforeseen(Exception fault);
}
