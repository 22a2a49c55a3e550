using System.Diagnostics;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>What a killed test or benchmark leaves is taken away by the shell that outlives it.</summary>
[Category("e2e")]
internal sealed class LeftoversTests
{
    [Test]
    public async Task Programs_and_folders_of_a_process_go_when_it_has_ended_and_those_that_ended_before_are_nobodys()
    {
        using Process left = Process.Start("sleep", "1000");
        using Process deaf = Process.Start("bash", ["-c", "trap '' TERM; while :; do sleep 1; done"]);
        using Process other = Process.Start("sleep", "1000");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("leftovers-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "inside"));
        using (Leftovers leftovers = new())
        {
            leftovers.Began(left);
            leftovers.Began(deaf);
            leftovers.Began(other);
            leftovers.Ended(other.Id);
            leftovers.Made(folder.FullName);
        }

        await Eventually.That(() => left.HasExited && deaf.HasExited && !Directory.Exists(folder.FullName), LustreLab.Patience);
        Assert.That(other.HasExited, Is.False);
        other.Kill();
    }
}
