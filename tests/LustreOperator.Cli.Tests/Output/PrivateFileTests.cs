using System.Runtime.Versioning;
using LustreOperator.Cli.Output;

namespace LustreOperator.Cli.Tests.Output;

[UnsupportedOSPlatform("windows")]
internal sealed class PrivateFileTests
{
    private ScratchFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new ScratchFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void File_is_readable_by_its_owner_alone()
    {
        PrivateFile.Write(_folder.File("kc"), "secret");

        Assert.That(File.GetUnixFileMode(_folder.File("kc")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { _folder.File("kc") }));
    }

    [Test]
    public void File_that_others_could_read_is_private_after_a_write()
    {
        File.WriteAllText(_folder.File("kc"), "old and longer");
        File.SetUnixFileMode(_folder.File("kc"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        PrivateFile.Write(_folder.File("kc"), "secret");

        Assert.That(File.ReadAllText(_folder.File("kc")), Is.EqualTo("secret"));
        Assert.That(File.GetUnixFileMode(_folder.File("kc")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase("mine", null)]
    [TestCase("", null)]
    [TestCase("another's", "holds something else")]
    public void File_that_is_there_is_replaced_only_when_it_is_ours(string text, string? objection)
    {
        File.WriteAllText(_folder.File("kc"), text);

        Assert.That(PrivateFile.Objection(_folder.File("kc"), found => found == "mine"), objection is null ? Is.Null : Does.Contain(objection));
    }

    [Test]
    public void Place_that_cannot_hold_a_file_is_told()
    {
        Assert.That(PrivateFile.Objection(_folder.Path, _ => true), Does.Contain("is a folder"));
        Assert.That(PrivateFile.Objection(_folder.File("no/kc"), _ => true), Does.Contain("no such folder"));
        Assert.That(PrivateFile.Objection(_folder.File("kc"), _ => false), Is.Null);
    }
}
