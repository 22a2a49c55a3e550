namespace LustreOperator.Architecture.Tests;

/// <summary>What is shipped is also told.</summary>
internal sealed class DocumentTests
{
    [Test]
    public void Example_and_definition_is_named_in_a_readme()
    {
        string told = string.Concat(SourceTree.Files("", "README.md").Select(SourceTree.Text));

        Assert.That(
            SourceTree.Files("deploy/examples", ".yaml").Concat(SourceTree.Files("crds", ".yaml"))
                .Where(file => !told.Contains(Path.GetFileName(file), StringComparison.Ordinal)),
            Is.Empty);
    }

    [Test]
    public void File_of_deploy_is_named_in_its_readme()
    {
        string told = SourceTree.Text("deploy/README.md");

        Assert.That(
            SourceTree.Files("deploy").Select(file => file["deploy/".Length..])
                .Where(file => file != "README.md" && !told.Contains($"`{file}`", StringComparison.Ordinal)),
            Is.Empty);
    }
}
