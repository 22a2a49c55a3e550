using System.Globalization;
using System.Text.RegularExpressions;

namespace LustreOperator.TestKit;

/// <summary>
/// What a /metrics answers, read as strictly as Prometheus reads it (text format 0.0.4), and judged by the rules of `promtool check metrics`
/// (client_golang's promlint) and by those of this house.
/// </summary>
public sealed partial class PrometheusText
{
    private static readonly string[] s_types = ["counter", "gauge", "histogram"];
    private static readonly string[] s_reservedSuffixes = ["_bucket", "_count", "_sum"];
    private static readonly string[] s_abbreviations = ["s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"];
    private static readonly string[] s_otherUnits = ["minutes", "hours", "days", "weeks", "kelvins", "fahrenheit", "rankine", "inches", "yards", "miles", "bits", "calories", "pounds", "ounces", "percent"];
    private static readonly string[] s_baseUnits = ["amperes", "bytes", "celsius", "grams", "joules", "meters", "metres", "seconds", "volts"];
    private static readonly string[] s_prefixes = ["pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega", "mibi", "mebi", "giga", "gibi", "tera", "tebi", "peta", "pebi"];

    private readonly List<Family> _families = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">Prometheus would refuse it.</exception>
    public PrometheusText(string text)
    {
        string help = "";
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                help = line.Split(' ', 4) is [_, _, _, var words] ? words : "";
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ');
                _families.Add(_families.All(known => known.Name != words[2]) && s_types.Contains(words[3])
                    ? new Family(words[2], words[3], help, [])
                    : throw new FormatException($"told twice, or of no type that there is: {line}"));
                help = "";
            }
            else
            {
                _families[^1].Samples.Add(Read(line, _families[^1]));
            }
        }

        string[] twice = [.. _families.SelectMany(family => family.Samples).GroupBy(sample => sample.Series).Where(same => same.Count() > 1).Select(same => same.Key)];
        if (twice.Length > 0)
        {
            throw new FormatException($"told twice: {string.Join(", ", twice)}");
        }
    }

    public IReadOnlyList<Family> Families => _families;

    /// <summary>The value of a series, such as <c>hosts{zone="a"}</c> with its labels in order; null: it is not told.</summary>
    public double? this[string series] => _families.SelectMany(family => family.Samples).FirstOrDefault(sample => sample.Series == series)?.Value;

    /// <summary>The series whose names begin so, as they were written.</summary>
    public string[] Series(string start) =>
        [.. _families.SelectMany(family => family.Samples).Select(sample => sample.Series).Where(series => series.StartsWith(start, StringComparison.Ordinal))];

    /// <summary>What the rules have against it, as <c>name: rule</c>.</summary>
    public IReadOnlyList<string> Problems() => [.. _families.SelectMany(family => Problems(family).Select(problem => $"{family.Name}: {problem}"))];

    /// <summary>The names, .NET's own aside, that a page does not tell of.</summary>
    public IReadOnlyList<string> MissingIn(string file)
    {
        string page = File.ReadAllText(file);
        return
        [
            .. _families.Select(family => family.Name)
                .Where(name => !name.StartsWith("dotnet_", StringComparison.Ordinal) && !page.Contains($"`{name}`", StringComparison.Ordinal)),
        ];
    }

    private static IEnumerable<string> Problems(Family family)
    {
        string[] words = family.Name.Split('_');
        string[] labels = [.. family.Samples.SelectMany(sample => sample.Labels.Keys).Distinct().Where(label => family.Type != "histogram" || label != "le")];
        (bool Is, string Rule)[] rules =
        [
            (family.Help.Length == 0, "no help text"),
            (family.Type == "counter" != family.Name.EndsWith("_total", StringComparison.Ordinal), "counters, and they alone, end in _total"),
            (family.Type != "histogram" && s_reservedSuffixes.Any(suffix => family.Name.EndsWith(suffix, StringComparison.Ordinal)), "a suffix of histograms"),
            (labels.Any(label => label is "le" or "quantile"), "a label of histograms or summaries"),
            (words.Any(s_types.Append("summary").Contains), "the type in the name"),
            (family.Name.Contains(':', StringComparison.Ordinal), "colons are for rules"),
            (!SnakeCase().IsMatch(family.Name), "not snake_case"),
            (!labels.All(SnakeCase().IsMatch), "labels not in snake_case"),
            (words.Any(s_abbreviations.Contains), "an abbreviated unit"),
            (words.Any(s_otherUnits.Contains) || words.Any(word => s_prefixes.Any(prefix => s_baseUnits.Any(unit => word == prefix + unit))), "not in a base unit"),
            (labels.Any(label => label.StartsWith("__", StringComparison.Ordinal) || label is "instance" or "job"), "a label that Prometheus sets"),
            (labels.Any(label => label.Split('_').Any(word => word is "uid" or "uuid")), "an identifier as a label"),
            (family.Samples.SelectMany(sample => sample.Labels.Values).Any(Identifier().IsMatch), "an identifier as the value of a label"),
            (family.Samples.SelectMany(sample => sample.Labels.Values).Any(value => value.Contains(' ', StringComparison.Ordinal)), "a sentence as the value of a label"),
        ];
        return rules.Where(rule => rule.Is).Select(rule => rule.Rule);
    }

    private static Sample Read(string line, Family family)
    {
        Match match = SampleLine().Match(line);
        string name = match.Groups["name"].Value;
        bool isOfFamily = family.Type == "histogram" ? s_reservedSuffixes.Any(suffix => name == family.Name + suffix) : name == family.Name;
        if (!match.Success || !isOfFamily || !double.TryParse(match.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            throw new FormatException($"not a sample of {family.Name}: {line}");
        }

        return new Sample(
            line[..line.LastIndexOf(' ')],
            Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value),
            value);
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex("(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=\"(?<value>([^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SnakeCase();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();

    /// <summary>A metric with all its series.</summary>
    public sealed record Family(string Name, string Type, string Help, List<Sample> Samples);

    /// <summary>One line.</summary>
    public sealed record Sample(string Series, IReadOnlyDictionary<string, string> Labels, double Value);
}
