using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Tests.CommandLine;

internal sealed class UsageTests
{
    [TestCase("", "which command? There are host, hosts, volumes, plan, why, topology, start, stop, restart, cordon, uncordon, drain, fence, unfence, sandbox, version, completion; see kubectl lustre --help")]
    [TestCase("hsot list", "there is no command 'hsot'; there are host, hosts, volumes, plan, why, topology, start, stop, restart, cordon, uncordon, drain, fence, unfence, sandbox, version, completion; see kubectl lustre --help")]
    [TestCase("host", "which command? There are add, token, remove, list; see kubectl lustre host --help")]
    [TestCase("host add", "see kubectl lustre host add --help")]
    [TestCase("host add KVM1", "'KVM1' is no name for a host")]
    [TestCase("host add a_b", "'a_b' is no name for a host")]
    [TestCase("host add a..b", "'a..b' is no name for a host")]
    [TestCase("host add aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234", "at most 63 characters")]
    [TestCase("host add kvm1 --token-duration 1y", "'1y' is no duration; give one such as 8760h or 1h30m")]
    [TestCase("host add kvm1 --token-duration 9m59s", "'9m59s' is too short; a token holds 10m at least")]
    [TestCase("host add kvm1 --server kvm1:6443", "'kvm1:6443' is no address; give one such as https://10.0.0.1:6443")]
    [TestCase("host add kvm1 --colour", "--colour")]
    [TestCase("host add kvm1 kvm2", "kvm2")]
    [TestCase("host list -o xml", "'xml'")]
    [TestCase("sandbox --api-only --log x", "--api-only has no operator and no hosts: it goes with --port and --kubeconfig alone")]
    [TestCase("sandbox --api-only --port 65536", "--port must be a number from 0 to 65535, not '65536'")]
    [TestCase("sandbox --api-only --port x", "--port must be a number from 0 to 65535, not 'x'")]
    [TestCase("hosts -o png", "'png'")]
    [TestCase("topology", "see kubectl lustre topology --help")]
    [TestCase("topology ha -o png", "'png'")]
    [TestCase("plan", "give either a CLUSTER or -f FILE; see kubectl lustre plan --help")]
    [TestCase("why", "see kubectl lustre why --help")]
    [TestCase("stop", "see kubectl lustre stop --help")]
    [TestCase("stop ha-oss-0 --timeout 5", "--timeout: '5' is no duration; give one such as 90s or 1h")]
    [TestCase("stop --all ha-oss-0", "give either machines (ha-oss-0) and clusters (lc/ha), or --selector, or --all")]
    [TestCase("stop lc/ha --role OST", "'OST'")]
    [TestCase("completion tcsh", "'tcsh'")]
    [TestCase("hosts --all", "there is no option --all")]
    [TestCase("topology --all", "there is no option --all")]
    [TestCase("stop -x", "there is no option -x")]
    [TestCase("hosts -w -o json", "--watch goes with the table of hosts alone")]
    [TestCase("topology", "give a CLUSTER; or -A for all there are, or -l SELECTOR")]
    [TestCase("topology ha -A", "give either CLUSTERs, or -A and -l")]
    [TestCase("plan -f", "Required argument missing for option: '-f'; see kubectl lustre plan --help")]
    [TestCase("plan ha -f", "Required argument missing for option: '-f'; see kubectl lustre plan --help")]
    [TestCase("plan ha -R", "--recursive goes with -f FOLDER")]
    [TestCase("cordon", "give either HOSTs or --selector")]
    [TestCase("cordon kvm1 -l a=b", "give either HOSTs or --selector")]
    [TestCase("drain kvm1 --dry-run --wait", "--dry-run does nothing to --wait for")]
    [TestCase("drain kvm1 kvm2", "kvm2")]
    [TestCase("fence", "see kubectl lustre fence --help")]
    public async Task Wrong_usage_is_told_in_one_line_with_exit_code_2(string commandLine, string said)
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), commandLine);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.StartWith("kubectl lustre: ").And.Contains(said));
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
        Assert.That(result.Out, Is.Empty);
    }

    [TestCase("--help", "host", "sandbox", "completion", "--kubeconfig", "--context", "--version")]
    [TestCase("host --help", "add", "token", "remove", "list")]
    [TestCase("host add -h", "NAME", "virtualFunctions", "groupSiblings", "--namespace", "--output", "--token-duration", "--server", "--kubeconfig", "--context")]
    [TestCase("host remove --help", "--force")]
    [TestCase("topology --help", "CLUSTER", "--namespace", "text|svg|json|yaml")]
    [TestCase("hosts --help", "HOST", "--devices", "--namespace", "table|text|svg|json|yaml", "Default: all", "Default: when one host is named")]
    [TestCase("plan --help", "CLUSTER", "--filename", "--namespace", "--output", "Exit code 1")]
    [TestCase("why --help", "CLUSTER|MACHINE", "--namespace", "--output")]
    [TestCase("restart --help", "MACHINE|lc/CLUSTER", "--namespace", "--wait", "--timeout", "--group", "--role", "--selector", "--all")]
    [TestCase("drain --help", "HOST", "--dry-run", "--yes", "--force", "--wait", "Exit code 1")]
    [TestCase("fence --help", "HOST", "--confirm", "--force")]
    [TestCase("sandbox --help", "--api-only", "--port", "The kubeconfig to write")]
    public async Task Help_names_what_there_is(string commandLine, params string[] names)
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), commandLine);

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done));
        foreach (string name in names)
        {
            Assert.That(result.Out, Does.Contain(name));
        }
    }

    [Test]
    public async Task Version_is_the_products()
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), "--version");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done));
        Assert.That(result.Out, Does.Match(@"^\d+\.\d+\.\d+"));
    }

    [TestCase("bash", "complete -F _kubectl_lustre kubectl-lustre")]
    [TestCase("zsh", "compdef _kubectl_lustre kubectl-lustre")]
    [TestCase("fish", "complete -c kubectl-lustre -f -a")]
    [TestCase("kubectl", "kubectl_complete-lustre")]
    public async Task Completion_script_is_printed(string shell, string text)
    {
        CliResult result = await Cli.RunAsync(Path.GetTempPath(), $"completion {shell}");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done));
        Assert.That(result.Out, Does.Contain(text));
    }

    [TestCase("kubectl-lustre host ", "add")]
    [TestCase("kubectl-lustre host add --tok", "--token-duration")]
    [TestCase("kubectl-lustre host list -o ", "yaml")]
    public async Task Suggestion_completes_what_was_begun(string line, string suggestion)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Shell shell = new(output, TextWriter.Null, TimeProvider.System, Path.GetTempPath());

        int code = await LustreCommand.RunAsync([$"[suggest:{line.Length}]", line], shell);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output.ToString().Split('\n'), Does.Contain(suggestion));
    }
}
