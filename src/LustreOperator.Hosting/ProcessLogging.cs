using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LustreOperator.Hosting;

/// <summary>Logs of a host process on standard output.</summary>
public static class ProcessLogging
{
    /// <summary>
    /// <c>text</c>: one line each, for people; <c>json</c>: one object each, for collectors; <c>systemd</c>: with the priority
    /// prefixes of sd-daemon(3).
    /// </summary>
    public static ILoggingBuilder AddProcessLogging(this ILoggingBuilder logging, string format, LogLevel level)
    {
        logging.AddProcessFilters(level);
        return format switch
        {
            "json" => logging.AddJsonConsole(options => options.UseUtcTimestamp = true),
            "systemd" => logging.AddSystemdConsole(),
            "text" => logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "must be text, json or systemd"),
        };
    }

    /// <summary>What is worth logging, wherever it goes.</summary>
    public static ILoggingBuilder AddProcessFilters(this ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", LogLevel.Warning)

        // HostProcess says in one line how the host ended.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
}
