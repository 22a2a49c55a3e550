using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LustreOperator.Api;

/// <summary>
/// A time on the wire. Written as metav1.Time: RFC 3339 in UTC, whole seconds, with a Z. Read in every form that <c>format: date-time</c> of a CRD
/// admits, since the API server keeps a user's text as it is: lower-case t and z, fractions of any length, any offset, years 0000 to 9999. What lies
/// beyond the range of <see cref="DateTimeOffset"/> is read as its nearest end.
/// </summary>
internal sealed partial class KubernetesTime : JsonConverter<DateTimeOffset>
{
    private const int TickDigits = 7;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Parse(reader.GetString()!) is { } time ? time : throw new JsonException("no RFC 3339 time");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToWireText());

    /// <summary>The time, in UTC; null for text that is none.</summary>
    internal static DateTimeOffset? Parse(string text)
    {
        Match match = Rfc3339().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        (int year, int month, int day) = (Part("year"), Part("month"), Part("day"));

        // Year 0 is a leap year, as 4 is.
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month) || Part("hour") > 23 || Part("minute") > 59
            || Part("second") > 60)
        {
            return null;
        }

        string fraction = match.Groups["fraction"].Value.PadRight(TickDigits, '0')[..TickDigits];
        long ticks =
            (year == 0 ? -(new DateTime(4, 12, 31).Ticks - new DateTime(4, month, day).Ticks + TimeSpan.TicksPerDay) : new DateTime(year, month, day).Ticks)
            + new TimeSpan(Part("hour"), Part("minute"), Part("second")).Ticks
            + long.Parse(fraction, CultureInfo.InvariantCulture);
        if (match.Groups["sign"].Success)
        {
            long offset = new TimeSpan(Part("offsetHours"), Part("offsetMinutes"), 0).Ticks;
            ticks -= match.Groups["sign"].ValueSpan is "-" ? -offset : offset;
        }

        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    // As the API server's check: any character before the fraction, and a second T ends what it looks at.
    [GeneratedRegex(
        "^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[tT](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(.(?<fraction>[0-9]+))?"
            + "([zZ]|(?<sign>[+-])(?<offsetHours>[0-9]{2}):(?<offsetMinutes>[0-9]{2}))([tT].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Rfc3339();
}
