using System.Text;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Plan;

/// <summary>Finds what <c>-f</c> names as kubectl does: files, folders, http and https addresses, <c>-</c>, and lists of them with commas.</summary>
internal sealed class ManifestSource(Shell shell)
{
    private const string StandardInput = "-";

    /// <summary>Bytes; the API server takes 3 MiB in one request.</summary>
    private const int MaxLength = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly string[] s_extensions = [".json", ".yaml", ".yml"];

    /// <summary>The texts in the order in which they are named, those of a folder by their names.</summary>
    /// <param name="given">What the user gave, each a name or several with commas.</param>
    /// <param name="isRecursive">With the folders in folders.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CommandException">Something cannot be read; the message names it.</exception>
    public async Task<IReadOnlyList<ManifestText>> ReadAsync(IReadOnlyList<string> given, bool isRecursive, CancellationToken cancel)
    {
        string[] names = [.. given.SelectMany(list => list.Split(',')).Select(name => name.Trim())];
        if (names.Contains(""))
        {
            throw new CommandException("a name given with --filename is empty") { ExitCode = ExitCode.Usage };
        }

        List<ManifestText> texts = [];
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            if (name == StandardInput)
            {
                texts.Add(new ManifestText("standard input", await InputAsync(cancel)));
            }
            else if (Uri.TryCreate(name, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            {
                texts.Add(new ManifestText(Shown(address), await FetchAsync(address, cancel)));
            }
            else
            {
                foreach (string file in Files(name, isRecursive))
                {
                    texts.Add(new ManifestText(file, await FileAsync(file, cancel)));
                }
            }
        }

        return texts;
    }

    private string[] Files(string name, bool isRecursive)
    {
        string path = shell.PathOf(name);
        if (!Directory.Exists(path))
        {
            return [name];
        }

        EnumerationOptions options = new() { RecurseSubdirectories = isRecursive, IgnoreInaccessible = false, MatchType = MatchType.Simple };
        string[] files =
        [
            .. Directory.EnumerateFiles(path, "*", options).Where(file => s_extensions.Contains(Path.GetExtension(file)))
                .Select(file => Path.Combine(name, Path.GetRelativePath(path, file))).Order(StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files
            : throw new CommandException(
                $"{name} holds no file that ends in {string.Join(", ", s_extensions)}{(isRecursive ? "" : "; --recursive looks into its folders, too")}");
    }

    private async Task<string> FileAsync(string name, CancellationToken cancel)
    {
        string path = shell.PathOf(name);
        if (!Path.Exists(path))
        {
            throw new CommandException($"there is no file {name}");
        }

        try
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
            return await TextAsync(name, file, cancel);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new CommandException($"{name} cannot be read: you may not", fault);
        }
        catch (IOException fault)
        {
            throw new CommandException($"{name} cannot be read: {fault.Message}", fault);
        }
    }

    private async Task<string> InputAsync(CancellationToken cancel)
    {
        StringBuilder text = new();
        char[] buffer = new char[1 << 16];
        while (await shell.In.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > MaxLength)
            {
                throw TooLong("standard input");
            }
        }

        return text.ToString();
    }

    private async Task<string> FetchAsync(Uri address, CancellationToken cancel)
    {
        string name = Shown(address);
        using CancellationTokenSource limit = new(s_patience, shell.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new CommandException($"{name} cannot be read: its server answers {(int)answer.StatusCode} {answer.ReasonPhrase}".TrimEnd());
            }

            await using Stream body = await answer.Content.ReadAsStreamAsync(both.Token);
            return await TextAsync(name, body, both.Token);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new CommandException($"{name} cannot be read within {s_patience.TotalSeconds:0} s", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new CommandException($"{name} cannot be read: {(fault.InnerException ?? fault).Message}", fault);
        }
    }

    private static async Task<string> TextAsync(string name, Stream stream, CancellationToken cancel)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxLength)
            {
                throw TooLong(name);
            }
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static CommandException TooLong(string name) => new($"{name} has more than {MaxLength >> 20} MiB; that is no manifest");

    // A password in an address is nobody's to read.
    private static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.SafeUnescaped);
}
