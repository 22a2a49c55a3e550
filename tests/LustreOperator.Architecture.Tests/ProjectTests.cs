using System.Xml.Linq;

namespace LustreOperator.Architecture.Tests;

/// <summary>Who may know whom, and where versions stand.</summary>
internal sealed class ProjectTests
{
    // The table of the design. Arrows point one way only.
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Values"] = [],
        ["Api"] = ["Values"],
        ["Hosting"] = [],
        ["Kubernetes"] = ["Hosting"],
        ["Resources"] = ["Api", "Kubernetes"],
        ["Libvirt"] = ["Values"],
        ["Yaml"] = [],
        ["Sandbox"] = ["Yaml"],
        ["Simulation"] = ["Libvirt", "Values"],
        ["Placement"] = ["Api", "Values"],
        ["Views"] = ["Api", "Values", "Placement"],
        ["Operator"] = ["Api", "Values", "Hosting", "Kubernetes", "Resources", "Placement"],
        ["Agent"] = ["Api", "Values", "Hosting", "Kubernetes", "Resources", "Libvirt", "Simulation"],
        ["Lab"] = ["Api", "Values", "Hosting", "Kubernetes", "Resources", "Libvirt", "Sandbox", "Simulation", "Operator", "Agent", "Cli"],
        ["Planning"] = ["Api", "Values", "Kubernetes", "Resources", "Libvirt", "Placement", "Operator", "Agent"],
        ["Cli"] = ["Api", "Values", "Kubernetes", "Resources", "Yaml", "Placement", "Views", "Operator", "Planning"],
    };

    // The world: files, processes, the network, the clock, chance.
    private static readonly string[] s_touching =
        [" File.", "(File.", "Console.", "Environment.", "Process.", "HttpClient", "KubernetesClient", "TimeProvider", "DateTime.", "DateTimeOffset.UtcNow", "new Random", "async "];

    private static IEnumerable<string> Projects => SourceTree.Files("", ".csproj");

    [Test]
    public void Project_of_the_product_is_one_of_the_design() =>
        Assert.That(SourceTree.Files("src", ".csproj").Select(Room), Is.EquivalentTo(s_mayUse.Keys));

    [Test]
    public void Project_uses_only_what_the_design_allows() =>
        Assert.That(
            SourceTree.Files("src", ".csproj").SelectMany(
                project => References(project).Select(Room).Except(s_mayUse[Room(project)]).Select(used => $"{Room(project)} must not use {used}")),
            Is.Empty);

    /// <summary>A project sees what those that it uses use; its sources must not.</summary>
    [Test]
    public void Source_uses_only_rooms_that_the_design_allows() =>
        Assert.That(
            from room in s_mayUse.Keys
            from file in SourceTree.Files($"src/LustreOperator.{room}", ".cs")
            from line in SourceTree.Lines(file)
            let used = line.StartsWith("using LustreOperator.", StringComparison.Ordinal) ? line["using LustreOperator.".Length..].Split('.', ';')[0] : room
            where used != room && !s_mayUse[room].Contains(used)
            select $"{file} uses {used}",
            Is.Empty);

    /// <summary>src/README.md lists the rooms so that each uses only those below it, and says which.</summary>
    [Test]
    public void Readme_tells_the_rooms_in_the_order_of_their_arrows()
    {
        (string Room, string[] Known)[] told =
        [
            .. SourceTree.Lines("src/README.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(cells => s_mayUse.ContainsKey(cells[1].Trim('`')))
                .Select(cells => (cells[1].Trim('`'), s_mayUse.Keys.Where(room => cells[3].Split([' ', ','], StringSplitOptions.None).Contains(room)).ToArray())),
        ];
        string[] order = [.. told.Select(row => row.Room)];

        Assert.That(order, Is.EquivalentTo(s_mayUse.Keys));
        Assert.That(told.Select(row => $"{row.Room}: {string.Join(' ', row.Known.Order(StringComparer.Ordinal))}"), Is.EqualTo(
            order.Select(room => $"{room}: {string.Join(' ', s_mayUse[room].Order(StringComparer.Ordinal))}")));
        Assert.That(
            s_mayUse.SelectMany(room => room.Value.Where(used => Array.IndexOf(order, used) < Array.IndexOf(order, room.Key)).Select(used => $"{room.Key} uses {used}, which is above it")),
            Is.Empty);
    }

    /// <summary>A stand-in is used as anybody would use the real one; its own tests alone see more.</summary>
    [TestCase("Sandbox")]
    [TestCase("Simulation")]
    public void Nothing_looks_into_a_stand_in(string room) => Assert.That(Friends(room), Is.Empty);

    /// <summary>Who makes their plans, who runs them in one process, and tests.</summary>
    [TestCase("Operator")]
    [TestCase("Agent")]
    public void Into_a_daemon_looks_the_dry_run_and_the_lab_alone(string room) =>
        Assert.That(
            Friends(room).Where(friend => !friend.EndsWith(".Tests", StringComparison.Ordinal) && !friend.EndsWith(".Benchmarks", StringComparison.Ordinal)),
            Is.EquivalentTo((string[])["LustreOperator.Planning", "kubectl-lustre-sandbox"]));

    /// <summary>They serve any user of libvirt: what we write there is the agent's.</summary>
    [TestCase("Libvirt")]
    [TestCase("Simulation")]
    public void Room_of_the_hypervisor_knows_nothing_of_Lustre(string room) =>
        Assert.That(
            from file in SourceTree.Files($"src/LustreOperator.{room}", ".cs")
            from line in SourceTree.Lines(file)
            where line.Replace("LustreOperator.", "", StringComparison.Ordinal).Contains("lustre", StringComparison.OrdinalIgnoreCase)
            select $"{file}: {line.Trim()}",
            Is.Empty);

    [Test]
    public void Agent_knows_simulated_hosts_in_its_program_alone() =>
        Assert.That(
            SourceTree.Files("src/LustreOperator.Agent", ".cs").Where(file => SourceTree.Text(file).Contains("LustreOperator.Simulation", StringComparison.Ordinal)),
            Is.EqualTo((string[])["src/LustreOperator.Agent/Program.cs"]));

    [TestCase("Views")]
    [TestCase("Placement")]
    [TestCase("Planning")]
    public void Pure_room_touches_nothing(string room) =>
        Assert.That(
            SourceTree.Files($"src/LustreOperator.{room}", ".cs").SelectMany(file => s_touching
                .Where(word => SourceTree.Text(file).Contains(word, StringComparison.Ordinal)).Select(word => $"{file}: {word}")),
            Is.Empty);

    [Test]
    public void Project_of_the_product_has_tests() =>
        Assert.That(
            s_mayUse.Keys.Select(room => $"tests/LustreOperator.{room}.Tests/LustreOperator.{room}.Tests.csproj").Except(Projects), Is.Empty);

    [Test]
    public void Project_of_the_product_uses_none_of_the_tests() =>
        Assert.That(
            SourceTree.Files("src", ".csproj").Where(
                project => References(project).Any(reference => reference.Contains("/tests/", StringComparison.Ordinal))),
            Is.Empty);

    /// <summary>What reads the API as others do has nothing of ours in it, not even by way of another project: it starts the built programs.</summary>
    [Test]
    public void Foreign_reader_is_made_of_nothing_of_ours()
    {
        const string Reader = "tests/LustreOperator.Ecosystem.Tests/LustreOperator.Ecosystem.Tests.csproj";
        const string TestKit = "../LustreOperator.TestKit/LustreOperator.TestKit.csproj";
        string[] linked = [.. XDocument.Parse(SourceTree.Text(Reader)).Descendants()
            .Where(element => element.Name.LocalName == "ProjectReference" && (string?)element.Attribute("ReferenceOutputAssembly") != "false")
            .Select(element => element.Attribute("Include")!.Value)];

        Assert.That(linked, Is.EqualTo((string[])[TestKit]));
        Assert.That(References("tests/LustreOperator.TestKit/LustreOperator.TestKit.csproj"), Is.Empty);
    }

    [Test]
    public void Project_is_in_the_solution()
    {
        string solution = SourceTree.Text("LustreOperator.sln").Replace('\\', '/');

        Assert.That(Projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Package_version_stands_in_the_central_file_only() =>
        Assert.That(
            SourceTree.Files("", ".csproj", ".props", ".targets").Where(file => file != "Directory.Packages.props").SelectMany(
                file => XDocument.Parse(SourceTree.Text(file)).Descendants()
                    .Where(element => element.Name.LocalName is "PackageReference" or "GlobalPackageReference" or "PackageVersion")
                    .Where(element => (element.Attribute("Version") ?? element.Attribute("VersionOverride")) is not null)
                    .Select(element => $"{file}: {element.Attribute("Include")?.Value}")),
            Is.Empty);

    private static IEnumerable<string> Friends(string room) => XDocument.Parse(SourceTree.Text($"src/LustreOperator.{room}/LustreOperator.{room}.csproj"))
        .Descendants().Where(element => element.Name.LocalName == "InternalsVisibleTo").Select(element => element.Attribute("Include")!.Value);

    private static string Room(string project) => Path.GetFileNameWithoutExtension(project)["LustreOperator.".Length..];

    private static IEnumerable<string> References(string project) => XDocument.Parse(SourceTree.Text(project)).Descendants()
        .Where(element => element.Name.LocalName == "ProjectReference")
        .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
