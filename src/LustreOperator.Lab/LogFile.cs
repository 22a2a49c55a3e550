using Microsoft.Extensions.Logging;

namespace LustreOperator.Lab;

/// <summary>One log of several programs that run in this process, each line with the program's name.</summary>
internal sealed class LogFile(TextWriter text, TimeProvider time) : IDisposable
{
    private readonly Lock _writing = new();

    public ILoggerProvider For(string program) => new Provider(this, program);

    public void Dispose()
    {
        lock (_writing)
        {
            text.Dispose();
        }
    }

    private void Write(string program, LogLevel level, string message, Exception? fault)
    {
        lock (_writing)
        {
            text.WriteLine($"{time.GetUtcNow():HH:mm:ss.fff} {program} {level}: {message}{(fault is null ? "" : " " + fault)}");
            text.Flush();
        }
    }

    private sealed class Provider(LogFile file, string program) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            file.Write(program, logLevel, formatter(state, exception), exception);

        public void Dispose()
        {
        }
    }
}
