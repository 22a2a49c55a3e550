using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>
/// A value that is text on the wire: the door through which it comes and goes. Any text is read, since a schema cannot hold a status, nor the object of
/// an earlier version, to what the value admits.
/// </summary>
internal abstract class ValueText<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? read(reader.GetString()!) : throw new JsonException("no text");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
}

/// <summary>As it was written.</summary>
internal sealed class QuantityText() : ValueText<Quantity>(Quantity.Of, quantity => quantity.ToString());

/// <summary>virsh's words.</summary>
internal sealed class DomainStateText() : ValueText<DomainState>(DomainStates.Parse, DomainStates.Text);

/// <summary>As it was written.</summary>
internal sealed class LnetNetText() : ValueText<LnetNet>(LnetNet.Of, net => net.ToString());

/// <summary>In lower case with hyphens, as libvirt prints it. Text that is no UUID is read as one that nothing has, and that is written as no text.</summary>
internal sealed class UuidText() : ValueText<Guid>(
    text => Guid.TryParse(text, out Guid uuid) ? uuid : Guid.Empty, uuid => uuid == Guid.Empty ? "" : uuid.ToString());
