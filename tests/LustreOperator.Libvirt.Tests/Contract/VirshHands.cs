namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>What somebody with virsh does to domains of a real libvirt.</summary>
/// <param name="virsh">Runs virsh and returns what it printed.</param>
internal sealed class VirshHands(Func<string[], Task<string>> virsh)
{
    public Task Suspend(DomainIdentity domain) => virsh(["suspend", domain.Name]);

    public Task Rename(DomainIdentity domain, string name) => virsh(["domrename", domain.Name, name]);

    /// <summary>Suspends the guest to memory as its own kernel would: by the power management register of q35, which is there once the firmware has run.</summary>
    public Task Sleep(DomainIdentity domain) => Deadline.Until(
        async () =>
        {
            await Monitor(domain, "o /w 0x604 0x2400");
            return (await virsh(["domstate", domain.Name])).Trim() == "pmsuspended";
        },
        "the guest sleeps");

    /// <summary>Stops the guest behind libvirt's back, which then knows of no reason.</summary>
    public Task Halt(DomainIdentity domain) => Monitor(domain, "stop");

    public Task Save(DomainIdentity domain, string? file) => virsh(file is null ? ["managedsave", domain.Name] : ["save", domain.Name, file]);

    public Task Overlay(DomainIdentity domain, string target, string file) =>
        virsh(["snapshot-create-as", domain.Name, "nightly", "--disk-only", "--atomic", "--no-metadata", "--diskspec", $"{target},file={file}"]);

    public Task BeginCopy(DomainIdentity domain, string target, string file) =>
        virsh(["blockcopy", domain.Name, target, "--dest", file, "--format", "raw", "--transient-job"]);

    public Task EndCopy(DomainIdentity domain, string target) => virsh(["blockjob", domain.Name, target, "--abort"]);

    private Task<string> Monitor(DomainIdentity domain, string command) => virsh(["qemu-monitor-command", domain.Name, "--hmp", command]);
}
