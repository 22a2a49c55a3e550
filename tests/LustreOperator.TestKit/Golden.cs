using System.Runtime.CompilerServices;
using System.Text;

namespace LustreOperator.TestKit;

/// <summary>
/// Compares text with a file kept beside the tests. Run the tests with <c>UPDATE_GOLDEN=1</c> to write the files anew, and review what changed.
/// </summary>
public static class Golden
{
    private const string UpdateVariable = "UPDATE_GOLDEN";
    private const int Context = 3;

    /// <summary>Throws when the text is not that of the file, saying in which lines.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="path">The file, relative to the folder of the calling test.</param>
    /// <param name="caller">The calling test's source file.</param>
    /// <exception cref="GoldenMismatchException">They differ, or there is no such file.</exception>
    public static void Match(string actual, string path, [CallerFilePath] string caller = "")
    {
        string file = PathOf(path, caller);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        string expected = File.Exists(file) ? File.ReadAllText(file) : string.Empty;
        if (expected != actual)
        {
            throw new GoldenMismatchException($"{path} (- expected, + actual; {UpdateVariable}=1 writes it anew):\n{Diff(expected, actual)}");
        }
    }

    /// <summary>Reads a file kept beside the tests.</summary>
    public static string Read(string path, [CallerFilePath] string caller = "") => File.ReadAllText(PathOf(path, caller));

    /// <summary>The lines that differ with some around them, or the texts' ends when only those do.</summary>
    internal static string Diff(string expected, string actual)
    {
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        List<(char Mark, string Line)> script = [];
        int[,] common = CommonLengths(before, after);
        int i = 0;
        int j = 0;
        while (i < before.Length || j < after.Length)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                script.Add((' ', before[i++]));
                j++;
            }
            else if (j >= after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                script.Add(('-', before[i++]));
            }
            else
            {
                script.Add(('+', after[j++]));
            }
        }

        return Print(script);
    }

    private static string PathOf(string path, string caller) => Path.Combine(Path.GetDirectoryName(caller)!, path);

    /// <summary>Of every pair of suffixes, the length of their longest common subsequence.</summary>
    private static int[,] CommonLengths(string[] before, string[] after)
    {
        int[,] common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static string Print(List<(char Mark, string Line)> script)
    {
        StringBuilder text = new();
        bool skipped = false;
        for (int i = 0; i < script.Count; i++)
        {
            if (script.Skip(i - Context).Take((2 * Context) + 1 + Math.Min(0, i - Context)).Any(step => step.Mark != ' '))
            {
                text.Append(skipped ? "  ...\n" : string.Empty).Append(script[i].Mark).Append(' ').Append(script[i].Line).Append('\n');
                skipped = false;
            }
            else
            {
                skipped = true;
            }
        }

        return text.ToString();
    }
}
