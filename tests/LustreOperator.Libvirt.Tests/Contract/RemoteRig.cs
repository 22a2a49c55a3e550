using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A host of a developer's, by its URI and a shell command.</summary>
internal sealed class RemoteRig(string uri) : VirshRig
{
    private const string ShellVariable = "LUSTRE_VFIO_HOST_SHELL";

    protected override string Uri => uri;

    protected override async Task InsideAsync(string command)
    {
        string shell = Environment.GetEnvironmentVariable(ShellVariable) ?? throw new InvalidOperationException($"{ShellVariable} is not set");
        (await Command.RunAsync("bash", ["-c", $"{shell} \"$1\"", "bash", command])).Succeeded();
    }
}
