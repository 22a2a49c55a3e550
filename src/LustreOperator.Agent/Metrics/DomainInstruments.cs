using System.Diagnostics.Metrics;
using System.Globalization;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// What the domains of our machines have and have used, under the names and labels of the libvirt exporters for Prometheus (Tinkoff's and inovex's), so that
/// dashboards that were made for those show ours. What libvirt does not tell is left out.
/// </summary>
internal static class DomainInstruments
{
    /// <summary>Makes them.</summary>
    /// <param name="meter">The meter that they belong to.</param>
    /// <param name="last">The domains as last seen; null: libvirt does not answer.</param>
    public static void Make(Meter meter, Func<IReadOnlyList<DomainStatistics>?> last)
    {
        meter.CreateObservableGauge("libvirt_up", () => last() is null ? 0 : 1, description: "1 if libvirt answered when it was last asked for statistics");
        Domains(false, "info_maximum_memory_bytes", "By", "Memory that the domain may have", domain => domain.MaximumMemoryKiB * 1024);
        Domains(false, "info_memory_usage_bytes", "By", "Memory that the domain has", domain => domain.MemoryKiB * 1024);
        Domains(false, "info_virtual_cpus", null, "vCPUs of the domain that are plugged in", domain => domain.OnlineVCpus);
        Domains(true, "info_cpu_time_seconds_total", "s", "CPU time of all threads of the domain", domain => domain.CpuTime?.TotalSeconds);
        Domains(
            false, "info_vstate", null,
            "State of the domain: 0 none, 1 running, 2 blocked, 3 paused, 4 shutting down, 5 off, 6 crashed, 7 suspended by its guest", domain => (double?)domain.State);

        Vcpus("vcpu_time_seconds_total", "Time for which the vCPU ran", vcpu => vcpu.Time);
        Vcpus(
            "vcpu_wait_seconds_total", "Time for which the vCPU waited for I/O; the host's kernel counts it with kernel.sched_schedstats=1", vcpu => vcpu.Wait);
        Vcpus("vcpu_delay_seconds_total", "Time for which the vCPU could run and waited for its host CPU", vcpu => vcpu.Delay);

        Disks("read_bytes_total", "By", "Bytes read from the disk", disk => disk.Read.Bytes);
        Disks("read_requests_total", null, "Reads from the disk", disk => disk.Read.Requests);
        Disks("read_time_seconds_total", "s", "Time spent on reads from the disk", disk => disk.Read.Time?.TotalSeconds);
        Disks("write_bytes_total", "By", "Bytes written to the disk", disk => disk.Written.Bytes);
        Disks("write_requests_total", null, "Writes to the disk", disk => disk.Written.Requests);
        Disks("write_time_seconds_total", "s", "Time spent on writes to the disk", disk => disk.Written.Time?.TotalSeconds);
        Disks("flush_requests_total", null, "Flushes of the disk", disk => disk.Flushed.Requests);
        Disks("flush_time_seconds_total", "s", "Time spent on flushes of the disk", disk => disk.Flushed.Time?.TotalSeconds);

        Interfaces("receive_bytes_total", "By", "Bytes that the guest received", nic => nic.Received.Bytes);
        Interfaces("receive_packets_total", null, "Packets that the guest received", nic => nic.Received.Packets);
        Interfaces("receive_errors_total", null, "Errors in receiving", nic => nic.Received.Errors);
        Interfaces("receive_drops_total", null, "Packets to the guest that were dropped", nic => nic.Received.Drops);
        Interfaces("transmit_bytes_total", "By", "Bytes that the guest sent", nic => nic.Transmitted.Bytes);
        Interfaces("transmit_packets_total", null, "Packets that the guest sent", nic => nic.Transmitted.Packets);
        Interfaces("transmit_errors_total", null, "Errors in sending", nic => nic.Transmitted.Errors);
        Interfaces("transmit_drops_total", null, "Packets of the guest that were dropped", nic => nic.Transmitted.Drops);

        void Domains(bool counts, string name, string? unit, string description, Func<DomainStatistics, double?> value) =>
            One(counts, name, unit, description, domain => value(domain) is { } known ? [new Measurement<double>(known, Of(domain))] : []);

        void Vcpus(string name, string description, Func<VcpuStatistics, TimeSpan?> value) => One(
            true, name, "s", description,
            domain => Parts(domain, domain.Vcpus, "vcpu", vcpu => vcpu.Vcpu.ToString(CultureInfo.InvariantCulture), vcpu => value(vcpu)?.TotalSeconds));

        void Disks(string name, string? unit, string description, Func<DiskStatistics, double?> value) =>
            One(true, "block_stats_" + name, unit, description, domain => Parts(domain, domain.Disks, "target_device", disk => disk.Target, value));

        void Interfaces(string name, string? unit, string description, Func<InterfaceStatistics, double?> value) =>
            One(true, "interface_stats_" + name, unit, description, domain => Parts(domain, domain.Interfaces, "target_device", nic => nic.Target, value));

        void One(bool counts, string name, string? unit, string description, Func<DomainStatistics, IEnumerable<Measurement<double>>> figures)
        {
            IEnumerable<Measurement<double>> Observe() => (last() ?? []).SelectMany(figures);
            if (counts)
            {
                meter.CreateObservableCounter("libvirt_domain_" + name, Observe, unit, description);
            }
            else
            {
                meter.CreateObservableGauge("libvirt_domain_" + name, Observe, unit, description);
            }
        }
    }

    private static IEnumerable<Measurement<double>> Parts<T>(
        DomainStatistics domain, IEnumerable<T> parts, string label, Func<T, string> name, Func<T, double?> value) =>
        from part in parts
        let figure = value(part)
        where figure is not null
        select new Measurement<double>(figure.Value, Of(domain), new KeyValuePair<string, object?>(label, name(part)));

    private static KeyValuePair<string, object?> Of(DomainStatistics domain) => new("domain", domain.Identity.Name);
}
