using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Uploads;

/// <summary>
/// Reads the kind and the file from an upload's request: a multipart form, or with <c>?kind=</c> the raw bytes. Nothing
/// is buffered.
/// </summary>
internal sealed class UploadForm
{
    /// <summary>Bytes that a form may have besides the file.</summary>
    public const int Overhead = 64 * 1024;

    public static readonly Problem BadKind = KnownProblems.Invalid("kind",
        "The kind must be reel, story or avatar, in ?kind= or in a form field before the file; if both, the same.");

    private const int BufferBytes = 64 * 1024;
    private const int MaxBoundary = 70; // RFC 2046
    private const int FieldBytes = 256;
    private const int SectionBytes = 128; // rough size of a field's headers, so that empty fields count too

    private readonly MultipartReader? _reader;
    private string? _kind;
    private int _overhead;

    private UploadForm(string? kind, MultipartReader? reader) => (_kind, _reader) = (kind, reader);

    public MediaKind Kind { get; private set; }

    public Stream File { get; private set; } = Stream.Null;

    public static bool IsMultipart(HttpRequest request) => BoundaryOf(request) is not null;

    /// <summary>The kind in the query; null if there is none.</summary>
    public static string? QueryKind(HttpRequest request) =>
        request.Query.TryGetValue("kind", out var kind) ? kind.ToString() : null;

    public static MediaKind? ParseKind(string? kind) => kind switch
    {
        "reel" => MediaKind.Reel,
        "story" => MediaKind.Story,
        "avatar" => MediaKind.Avatar,
        _ => null,
    };

    /// <summary>Reads up to the first byte of the file.</summary>
    /// <exception cref="InvalidDataException">The form is malformed, contains too much besides the file, or ends
    /// early.</exception>
    public static async Task<(UploadForm? Form, Problem? Problem)> OpenAsync(HttpRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await ReadToFileAsync(request, cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw CutOff(exception);
        }
    }

    /// <summary>
    /// Reads the fields after the file, to refuse a form that was cut off or contradicts itself.
    /// </summary>
    /// <exception cref="InvalidDataException">As for <see cref="OpenAsync"/>.</exception>
    public async Task<Problem?> ReadToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadRestAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw CutOff(exception);
        }
    }

    /// <summary>
    /// A request that ends early: an exception of its own, because a failure of the disk is an
    /// <see cref="IOException"/> too.
    /// </summary>
    public static InvalidDataException CutOff(IOException exception) => new("The request ends early.", exception);

    private static async Task<(UploadForm? Form, Problem? Problem)> ReadToFileAsync(HttpRequest request,
        CancellationToken cancellationToken)
    {
        var kind = QueryKind(request);
        if (kind is not null && ParseKind(kind) is null)
            return (null, BadKind);
        if (BoundaryOf(request) is not { } boundary)
        {
            return ParseKind(kind) is { } raw ? (new(kind, null) { Kind = raw, File = request.Body }, null)
                : (null, BadKind);
        }

        if (boundary.Length is 0 or > MaxBoundary)
            return (null, KnownProblems.Invalid("$", "The form's boundary is missing or too long."));

        var reader = new MultipartReader(boundary, request.Body, BufferBytes);
        var form = new UploadForm(kind, reader);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (NameOf(section) == "file")
            {
                if (ParseKind(form._kind) is not { } found)
                    return (null, BadKind);
                (form.Kind, form.File) = (found, section.Body);
                return (form, null);
            }

            if (await form.ReadFieldAsync(section, cancellationToken) is { } problem)
                return (null, problem);
        }

        return (null, KnownProblems.Invalid("file", "The form must have a field named file."));
    }

    private async Task<Problem?> ReadRestAsync(CancellationToken cancellationToken)
    {
        while (_reader is not null && await _reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (NameOf(section) == "file")
                return KnownProblems.Invalid("file", "A form must have one file only.");
            if (await ReadFieldAsync(section, cancellationToken) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? NameOf(MultipartSection section) =>
        section.GetContentDispositionHeader()?.Name.Value?.Trim('"');

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? ""
            : null;

    /// <returns>The problem of a field other than the file; null if there is none.</returns>
    private async Task<Problem?> ReadFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(section.Body, cancellationToken);
        if (NameOf(section) != "kind")
            return null;
        _kind ??= text;
        return _kind == text && ParseKind(text) is not null ? null : BadKind;
    }

    /// <summary>Reads a field's text to its end and returns the start of it.</summary>
    private async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[FieldBytes];
        var text = Encoding.UTF8.GetString(bytes, 0,
            await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
        for (var read = SectionBytes + text.Length; read > 0; read = await body.ReadAsync(bytes, cancellationToken))
        {
            _overhead += read;
            if (_overhead > Overhead)
                throw new InvalidDataException("The form has too much besides the file.");
        }

        return text;
    }
}
