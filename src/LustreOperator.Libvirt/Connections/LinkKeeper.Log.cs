using Microsoft.Extensions.Logging;

namespace LustreOperator.Libvirt.Connections;

/// <content>What it logs.</content>
internal sealed partial class LinkKeeper
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Uri}")]
    private partial void LogConnected(string uri);

    [LoggerMessage(2, LogLevel.Warning, "Lost the connection to {Uri}: {Reason}")]
    private partial void LogLost(string uri, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Attempt {Attempt} to connect failed, the next one in {Delay}: {Problem}")]
    private partial void LogAttemptFailed(int attempt, TimeSpan delay, string problem);
}
