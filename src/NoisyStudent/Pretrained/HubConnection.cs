using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace NoisyStudent.Pretrained;

/// <summary>
/// Asks the hub. It announces a file in the headers of its first answer and sends the content from there or from another host. Redirects are followed here, as the token
/// is for the hub alone and what the first answer says counts.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HubSettings _settings;
    private readonly HttpClient _client;

    /// <summary>Connects when it is asked.</summary>
    /// <param name="settings">Where.</param>
    public HubConnection(HubSettings settings)
    {
        _settings = settings;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = settings.Silence }) { Timeout = settings.Silence };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("NoisyStudent", LibraryVersion.Text));
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>The address of a file on the hub.</summary>
    /// <param name="name">The file.</param>
    public Uri AddressOf(HubName name) => new(_settings.Endpoint, $"{name.Id}/resolve/{Uri.EscapeDataString(name.Revision)}/{name.File}");

    /// <summary>What the hub announces of a file.</summary>
    /// <param name="name">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="HubUnreachableException">The hub does not answer.</exception>
    /// <exception cref="HubFileMissingException">There is no such file.</exception>
    /// <exception cref="NoisyStudentException">The hub refuses it, or answers as no hub does.</exception>
    public HubFile Ask(HubName name, CancellationToken cancellation)
    {
        string? commit = null, hash = null, size = null;
        using var answer = Follow(name, () => new HttpRequestMessage(HttpMethod.Head, default(Uri)), each =>
        {
            commit ??= HeaderOf(each, "X-Repo-Commit");
            hash ??= HeaderOf(each, "X-Linked-Etag");
            size ??= HeaderOf(each, "X-Linked-Size");
            return commit is not null && hash is not null && size is not null;
        }, cancellation);

        hash = Bare(hash ?? HeaderOf(answer, "ETag"));
        var isSize = long.TryParse(size ?? HeaderOf(answer, "Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length);
        return HubFile.IsCommit(commit) && HubFile.IsHash(hash) && isSize
            ? new HubFile(name, commit!, hash!, length)
            : throw new NoisyStudentException(
                $"{_settings.Endpoint.Host} does not answer as the Hugging Face hub does, with commit, hash and length of {name.File}: look at HF_ENDPOINT and at the proxy.");
    }

    /// <summary>Begins to read the content of a file, at the commit that was announced.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">From which byte; the answer says whether it is so.</param>
    /// <param name="version">The version that the bytes before it are of, by whoever sent them; null where that is not known.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>An answer of status 200, 206 or 416, whose content is not yet read.</returns>
    /// <exception cref="HubUnreachableException">There is no answer.</exception>
    /// <exception cref="NoisyStudentException">The hub refuses it, or has another file there now.</exception>
    public HttpResponseMessage Open(HubFile file, long from, EntityTagHeaderValue? version, CancellationToken cancellation) =>
        Follow(file.Name with { Revision = file.Commit }, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, default(Uri));
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                request.Headers.IfRange = version is { IsWeak: false } ? new RangeConditionHeaderValue(version) : null;
            }

            return request;
        }, answer => HeaderOf(answer, "X-Linked-Etag") is { } hash && Bare(hash) != file.Hash
            ? throw new NoisyStudentException($"{file.Name} has become another file while it was downloaded: give the same command again.")
            : false, cancellation);

    /// <summary>The value of a header; null where there is none.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="name">The header.</param>
    public static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values.First() : null;

    /// <summary>Where a redirect leads. From an encrypted address it is followed to none that is not.</summary>
    /// <param name="address">Where it was sent.</param>
    /// <param name="location">Where to, perhaps without the host.</param>
    /// <param name="name">What was asked for.</param>
    /// <exception cref="NoisyStudentException">It is not followed.</exception>
    internal static Uri Next(Uri address, string location, HubName name) =>
        Uri.TryCreate(address, location, out var next) && (next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttp))
            ? next
            : throw new NoisyStudentException($"{address.Host} sends {name} on to an address that is not of {address.Scheme}, which is not followed: look at HF_ENDPOINT and at the proxy.");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>An entity tag without its quotation marks, and without what says that it is of a compressed form.</summary>
    private static string? Bare(string? tag) => (tag?.StartsWith("W/", StringComparison.Ordinal) == true ? tag[2..] : tag)?.Trim('"');

    private HttpResponseMessage Follow(HubName name, Func<HttpRequestMessage> ask, Func<HttpResponseMessage, bool> look, CancellationToken cancellation)
    {
        var address = AddressOf(name);
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var answer = Send(ask(), address, cancellation);
            try
            {
                var isEnough = (int)answer.StatusCode < 400 && look(answer);
                if (isEnough || answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return answer;
                }

                if ((int)answer.StatusCode is < 300 or >= 400 || HeaderOf(answer, "Location") is not { } location)
                {
                    throw IsHub(address)
                        ? HubRefusal.Of(answer, name, _settings)
                        : new HubUnreachableException($"{address.Host}, where the hub sends to, answers with status {(int)answer.StatusCode}");
                }

                answer.Dispose();
                address = Next(address, location, name);
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }

        throw new NoisyStudentException($"{_settings.Endpoint.Host} sends {name} on more than {MostRedirects} times: look at HF_ENDPOINT and at the proxy.");
    }

    private HttpResponseMessage Send(HttpRequestMessage request, Uri address, CancellationToken cancellation)
    {
        using var disposed = request;
        request.RequestUri = address;
        request.Headers.Authorization = _settings.Token is { } token && IsHub(address) ? new AuthenticationHeaderValue("Bearer", token) : null;
        try
        {
            return _client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw new HubUnreachableException($"{address.Host} cannot be reached ({exception.GetBaseException().Message.TrimEnd('.')})", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HubUnreachableException($"{address.Host} does not answer", exception);
        }
    }

    private bool IsHub(Uri address) => address.Scheme == _settings.Endpoint.Scheme && address.Authority == _settings.Endpoint.Authority;
}
