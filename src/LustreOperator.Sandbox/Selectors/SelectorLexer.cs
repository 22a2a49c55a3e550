namespace LustreOperator.Sandbox.Selectors;

/// <summary>Splits a label selector into words and symbols; the end is an empty token.</summary>
internal sealed class SelectorLexer(string text)
{
    private int _at;
    private string? _peeked;

    public static bool IsSymbol(char c) => c is '=' or '!' or '(' or ')' or ',' or '<' or '>';

    public string Peek() => _peeked ??= Read();

    public string Next()
    {
        string token = Peek();
        _peeked = null;
        return token;
    }

    private string Read()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at >= text.Length)
        {
            return string.Empty;
        }

        int start = _at++;
        if (IsSymbol(text[start]))
        {
            if (_at < text.Length && text[start] is '=' or '!' && text[_at] == '=')
            {
                _at++;
            }

            return text[start.._at];
        }

        while (_at < text.Length && !IsSymbol(text[_at]) && !char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }
}
