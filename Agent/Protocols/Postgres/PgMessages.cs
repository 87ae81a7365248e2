using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Writes the messages that the gateway says itself, in either direction.</summary>
internal static class PgMessages
{
    public static void AuthenticationOk(WireBuffer output) => Int32Message(output, PgBackend.Authentication, 0);

    public static void AuthenticationCleartextPassword(WireBuffer output) => Int32Message(output, PgBackend.Authentication, 3);

    /// <summary>AuthenticationSASL: the mechanisms that may be used, each with its zero, and one more zero.</summary>
    public static void AuthenticationSasl(WireBuffer output, string mechanism)
    {
        var at = Begin(output, (byte)PgBackend.Authentication);
        Int32(output, 10);
        CString(output, mechanism);
        Byte(output, 0);
        End(output, at);
    }

    /// <summary>AuthenticationSASLContinue: the mechanism's own bytes.</summary>
    public static void AuthenticationSaslContinue(WireBuffer output, ReadOnlySpan<byte> data)
    {
        var at = Begin(output, (byte)PgBackend.Authentication);
        Int32(output, 11);
        output.Write(data);
        End(output, at);
    }

    public static void ReadyForQuery(WireBuffer output, byte status)
    {
        var at = Begin(output, (byte)PgBackend.ReadyForQuery);
        Byte(output, status);
        End(output, at);
    }

    public static void BackendKeyData(WireBuffer output, int processId, int secret)
    {
        var at = Begin(output, (byte)PgBackend.BackendKeyData);
        Int32(output, processId);
        Int32(output, secret);
        End(output, at);
    }

    public static void ParameterStatus(WireBuffer output, string name, string value)
    {
        var at = Begin(output, (byte)PgBackend.ParameterStatus);
        CString(output, name);
        CString(output, value);
        End(output, at);
    }

    /// <summary>Newest minor version that we speak (3.0) and the options that we do not know.</summary>
    public static void NegotiateProtocolVersion(WireBuffer output, IReadOnlyCollection<string> unknownOptions)
    {
        var at = Begin(output, (byte)PgBackend.NegotiateProtocolVersion);
        Int32(output, 0);
        Int32(output, unknownOptions.Count);
        foreach (var option in unknownOptions) CString(output, option);
        End(output, at);
    }

    public static void Error(WireBuffer output, string severity, PgDenial denial) => Report(output, PgBackend.ErrorResponse, severity, denial);

    /// <summary>A warning of the server's own, in its words.</summary>
    public static void Warning(WireBuffer output, string code, string message) => Report(output, PgBackend.NoticeResponse, "WARNING", new PgDenial(code, message));

    public static void Notice(WireBuffer output, string code, string message, string? detail, string? hint) =>
        Report(output, PgBackend.NoticeResponse, "NOTICE", new PgDenial(code, message, detail, hint));

    /// <summary>A simple query that no server can parse: stands in place of a refused one, so that the server itself fails it.</summary>
    public static void UnparsableQuery(WireBuffer output)
    {
        var at = Begin(output, (byte)PgFrontend.Query);
        CString(output, "! refused by the access gateway !");
        End(output, at);
    }

    /// <summary>A simple query.</summary>
    public static void Query(WireBuffer output, ReadOnlySpan<byte> text)
    {
        var at = Begin(output, (byte)PgFrontend.Query);
        output.Write(text);
        Byte(output, 0);
        End(output, at);
    }

    /// <param name="types">OIDs of the parameters; 0, or none, where the server is to infer them.</param>
    public static void Parse(WireBuffer output, string name, string text, ReadOnlySpan<int> types)
    {
        var at = Begin(output, (byte)PgFrontend.Parse);
        CString(output, name);
        CString(output, text);
        Int16(output, (short)types.Length);
        foreach (var type in types) Int32(output, type);
        End(output, at);
    }

    /// <param name="parameters">Formats and values as in the message; result formats are text.</param>
    public static void Bind(WireBuffer output, string portal, string statement, ReadOnlySpan<byte> parameters)
    {
        var at = Begin(output, (byte)PgFrontend.Bind);
        CString(output, portal);
        CString(output, statement);
        if (parameters.IsEmpty) Int32(output, 0);
        else output.Write(parameters);
        Int16(output, 0);
        End(output, at);
    }

    public static void DescribeStatement(WireBuffer output, ReadOnlySpan<byte> name)
    {
        var at = Begin(output, (byte)PgFrontend.Describe);
        Byte(output, (byte)'S');
        output.Write(name);
        Byte(output, 0);
        End(output, at);
    }

    /// <param name="what"><c>S</c> for a statement, <c>P</c> for a portal.</param>
    public static void Close(WireBuffer output, char what, string name)
    {
        var at = Begin(output, (byte)PgFrontend.Close);
        Byte(output, (byte)what);
        CString(output, name);
        End(output, at);
    }

    public static void Sync(WireBuffer output) => End(output, Begin(output, (byte)PgFrontend.Sync));

    public static void Execute(WireBuffer output, string portal)
    {
        var at = Begin(output, (byte)PgFrontend.Execute);
        CString(output, portal);
        Int32(output, 0);
        End(output, at);
    }

    public static void DescribePortal(WireBuffer output, ReadOnlySpan<byte> portal)
    {
        var at = Begin(output, (byte)PgFrontend.Describe);
        Byte(output, (byte)'P');
        output.Write(portal);
        Byte(output, 0);
        End(output, at);
    }

    public static void Flush(WireBuffer output) => End(output, Begin(output, (byte)PgFrontend.Flush));

    public static void CopyFail(WireBuffer output, string why)
    {
        var at = Begin(output, (byte)PgFrontend.CopyFail);
        CString(output, why);
        End(output, at);
    }

    public static void Terminate(WireBuffer output) => End(output, Begin(output, (byte)PgFrontend.Terminate));

    public static int Begin(WireBuffer output, byte type)
    {
        Byte(output, type);
        var at = output.Length;
        Int32(output, 0);
        return at;
    }

    /// <summary>Fills in the length of the message whose length field stands at <paramref name="at"/>.</summary>
    public static void End(WireBuffer output, int at) => BinaryPrimitives.WriteInt32BigEndian(output.Span[at..], output.Length - at);

    public static void Byte(WireBuffer output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public static void Int16(WireBuffer output, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    public static void Int32(WireBuffer output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    /// <summary>Text as UTF-8 with its terminating zero; a zero inside ends it, as it would for the reader.</summary>
    public static void CString(WireBuffer output, string value)
    {
        var zero = value.IndexOf('\0', StringComparison.Ordinal);
        _ = Encoding.UTF8.GetBytes(zero < 0 ? value : value.AsSpan(0, zero), (IBufferWriter<byte>)output);
        Byte(output, 0);
    }

    private static void Int32Message(WireBuffer output, PgBackend type, int value)
    {
        var at = Begin(output, (byte)type);
        Int32(output, value);
        End(output, at);
    }

    private static void Report(WireBuffer output, PgBackend type, string severity, PgDenial denial)
    {
        var at = Begin(output, (byte)type);
        Field(output, 'S', severity);
        Field(output, 'V', severity);
        Field(output, 'C', denial.Code);
        Field(output, 'M', denial.Message);
        if (denial.Detail is not null) Field(output, 'D', denial.Detail);
        if (denial.Hint is not null) Field(output, 'H', denial.Hint);
        Byte(output, 0);
        End(output, at);
    }

    private static void Field(WireBuffer output, char name, string value)
    {
        Byte(output, (byte)name);
        CString(output, value);
    }
}
