using System.Text;

namespace LustreOperator.Sandbox.Documents;

/// <summary>
/// Finds the first syntax error of a text and words it as Go's encoding/json does, because API servers put those words
/// into their answers.
/// </summary>
internal ref struct GoJsonError
{
    private const string EndOfInput = "unexpected end of JSON input";
    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private GoJsonError(ReadOnlySpan<byte> text) => _text = text;

    public static string Describe(ReadOnlySpan<byte> text)
    {
        var scan = new GoJsonError(text);
        return scan.Document() ?? "exceeded max depth";
    }

    private string? Document()
    {
        var open = new Stack<byte>();
        while (true)
        {
            string? error = Value(open, out bool opened);
            if (error is not null)
            {
                return error;
            }

            if (opened)
            {
                continue;
            }

            error = AfterValue(open, out bool done);
            if (error is not null || done)
            {
                return error;
            }
        }
    }

    /// <summary>Reads one scalar, or opens one container up to its first value.</summary>
    private string? Value(Stack<byte> open, out bool opened)
    {
        opened = false;
        Space();
        if (_at >= _text.Length)
        {
            return EndOfInput;
        }

        byte c = _text[_at++];
        switch (c)
        {
            case (byte)'{':
                Space();
                if (_at < _text.Length && _text[_at] == '}')
                {
                    _at++;
                    return null;
                }

                open.Push(c);
                opened = true;
                return Key();
            case (byte)'[':
                Space();
                if (_at < _text.Length && _text[_at] == ']')
                {
                    _at++;
                    return null;
                }

                open.Push(c);
                opened = true;
                return null;
            case (byte)'"':
                return Quoted();
            case (byte)'t':
                return Literal("true");
            case (byte)'f':
                return Literal("false");
            case (byte)'n':
                return Literal("null");
            case (byte)'-':
            case >= (byte)'0' and <= (byte)'9':
                return Number(c);
            default:
                return Invalid(c, "looking for beginning of value");
        }
    }

    private string? AfterValue(Stack<byte> open, out bool done)
    {
        done = false;
        while (true)
        {
            Space();
            if (open.Count == 0)
            {
                done = true;
                return _at < _text.Length ? Invalid(_text[_at], "after top-level value") : null;
            }

            if (_at >= _text.Length)
            {
                return EndOfInput;
            }

            byte c = _text[_at++];
            bool inObject = open.Peek() == '{';
            if (c == ',')
            {
                return inObject ? Key() : null;
            }

            if (c != (inObject ? '}' : ']'))
            {
                return Invalid(c, inObject ? "after object key:value pair" : "after array element");
            }

            open.Pop();
        }
    }

    private string? Key()
    {
        Space();
        if (_at >= _text.Length)
        {
            return EndOfInput;
        }

        byte c = _text[_at++];
        if (c != '"')
        {
            return Invalid(c, "looking for beginning of object key string");
        }

        string? error = Quoted();
        if (error is not null)
        {
            return error;
        }

        Space();
        if (_at >= _text.Length)
        {
            return EndOfInput;
        }

        c = _text[_at++];
        return c == ':' ? null : Invalid(c, "after object key");
    }

    private string? Quoted()
    {
        while (_at < _text.Length)
        {
            byte c = _text[_at++];
            switch (c)
            {
                case (byte)'"':
                    return null;
                case (byte)'\\' when _at < _text.Length:
                    byte escape = _text[_at++];
                    if (escape == 'u')
                    {
                        for (int i = 0; i < 4 && _at < _text.Length; i++)
                        {
                            byte digit = _text[_at++];
                            if (!char.IsAsciiHexDigit((char)digit))
                            {
                                return Invalid(digit, "in \\u hexadecimal character escape");
                            }
                        }
                    }
                    else if (!"\"\\/bfnrt".Contains((char)escape, StringComparison.Ordinal))
                    {
                        return Invalid(escape, "in string escape code");
                    }

                    break;
                case < 0x20:
                    return Invalid(c, "in string literal");
            }
        }

        return EndOfInput;
    }

    private string? Literal(string word)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (_at >= _text.Length)
            {
                return EndOfInput;
            }

            byte c = _text[_at++];
            if (c != word[i])
            {
                return Invalid(c, $"in literal {word} (expecting '{word[i]}')");
            }
        }

        return null;
    }

    private string? Number(byte first)
    {
        if (first == '-')
        {
            if (_at >= _text.Length)
            {
                return EndOfInput;
            }

            first = _text[_at++];
            if (!char.IsAsciiDigit((char)first))
            {
                return Invalid(first, "in numeric literal");
            }
        }

        if (first != '0')
        {
            Digits();
        }

        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (Digits() == 0)
            {
                return _at < _text.Length ? Invalid(_text[_at], "after decimal point in numeric literal") : EndOfInput;
            }
        }

        if (_at < _text.Length && _text[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is (byte)'+' or (byte)'-')
            {
                _at++;
            }

            if (Digits() == 0)
            {
                return _at < _text.Length ? Invalid(_text[_at], "in exponent of numeric literal") : EndOfInput;
            }
        }

        return null;
    }

    private int Digits()
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }

        return _at - start;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private static string Invalid(byte c, string where)
    {
        string shown = (char)c switch
        {
            '\'' => @"\'",
            '"' => "\"",
            '\\' => @"\\",
            '\n' => @"\n",
            '\t' => @"\t",
            '\r' => @"\r",
            < ' ' or (char)0x7f => $"\\x{c:x2}",
            >= (char)0x80 and < (char)0xa1 => $"\\u{c:x4}",
            _ => Encoding.Latin1.GetString([c]),
        };
        return $"invalid character '{shown}' {where}";
    }
}
