using System.Diagnostics;
using System.Runtime.Versioning;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>Runs deploy/quickstart.sh with a temporary folder of the test's own, in which nothing may be left.</summary>
[UnsupportedOSPlatform("windows")]
internal abstract class QuickstartTest
{
    /// <summary>How long one run may take.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromMinutes(3);

    private const int LongestTemporary = 55;

    protected string Temporary { get; private set; } = null!;

    // As long as it may be where unix sockets are made in it.
    [SetUp]
    public void Make()
    {
        string folder = Directory.CreateTempSubdirectory("qs-").FullName;
        Temporary = Directory.CreateDirectory(Path.Combine(folder, new string('x', Math.Max(1, LongestTemporary - folder.Length - 1)))).FullName;
    }

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(Temporary)!, recursive: true);

    protected async Task<CommandResult> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = Start(arguments);
        return await Command.RunAsync(start.FileName, start.ArgumentList, new Dictionary<string, string> { ["CONFIGURATION"] = Configuration, ["TMPDIR"] = Temporary }, limit: Limit);
    }

    protected ProcessStartInfo Start(params string[] arguments)
    {
        ProcessStartInfo start = new("env", ["--default-signal=INT,QUIT", "bash", RepositoryRoot.File("deploy", "quickstart.sh"), "--no-build", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFIGURATION"] = Configuration;
        start.Environment["TMPDIR"] = Temporary;
        return start;
    }

    // The tests' own build is used: a newcomer's is Release.
    protected static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name is "release" ? "Release" : "Debug";

    protected void AssertNothingLeft()
    {
        Assert.That(RunningProcess.All().Where(process => process.Command.Contains(Temporary, StringComparison.Ordinal)), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(Temporary), Is.Empty);
    }
}
