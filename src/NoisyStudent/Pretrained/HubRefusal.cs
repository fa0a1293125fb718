using System.Net;

namespace NoisyStudent.Pretrained;

/// <summary>The hub's answers that are no file, in sentences.</summary>
internal static class HubRefusal
{
    /// <summary>What an answer of the hub itself means, by its status and its header <c>X-Error-Code</c>.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="name">What was asked for.</param>
    /// <param name="settings">Where, and by whom.</param>
    public static Exception Of(HttpResponseMessage answer, HubName name, HubSettings settings)
    {
        var page = $"{settings.Endpoint}{name.Id}";
        var code = HubConnection.HeaderOf(answer, "X-Error-Code");
        return (answer.StatusCode, code) switch
        {
            (_, "GatedRepo") => new NoisyStudentException(settings.Token is null
                ? $"{name.Id} is given only to those who have accepted its terms: accept them on {page}, and set HF_TOKEN to a token of your account."
                : $"{name.Id} is given only to those who have accepted its terms: accept them on {page} with the account that your token is of."),
            (HttpStatusCode.NotFound, "EntryNotFound") => new HubFileMissingException(
                $"{name.Id} has no {name.File} at revision {name.Revision}: {page}/tree/{name.Revision} lists its files; write the one that holds the weights behind a colon, {HubName.Prefix}{name.Id}:FILE."),
            (HttpStatusCode.NotFound, "RevisionNotFound") => new NoisyStudentException(
                $"{name.Id} has no revision {name.Revision}: {page}/tree/main lists its branches and tags; write one of them, or a commit, behind @."),
            (HttpStatusCode.Unauthorized, null or "") when settings.Token is not null => new NoisyStudentException(
                $"{settings.Endpoint.Host} does not know the token that it was sent: set HF_TOKEN to one that is valid, or, for public weights, remove it and its file."),
            (HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, _) => new NoisyStudentException(
                $"{settings.Endpoint.Host} has no {name.Id}, or it is private: look up its name on {page}{Nearest(name)}, "
                + (settings.Token is null ? "or set HF_TOKEN to a token that may read it." : "or set HF_TOKEN to another token that may read it.")),
            (HttpStatusCode.Forbidden, _) => new NoisyStudentException(
                $"{settings.Endpoint.Host} does not give {name.Id} to this account or from this place: look at {page}, and set HF_TOKEN to a token that may read it."),
            (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError, _) =>
                new HubUnreachableException($"{settings.Endpoint.Host} answers with status {(int)answer.StatusCode}"),
            _ => new NoisyStudentException(
                $"{settings.Endpoint.Host} answers with status {(int)answer.StatusCode} where {name} was asked for: look at {page}, or at HF_ENDPOINT where it is set."),
        };
    }

    private static string Nearest(HubName name) =>
        NearestName.Find(name.Id, KnownWeights.All.Select(each => each.Name.Id)) is { } known && known != name.Id ? $" (did you mean {HubName.Prefix}{known}?)" : "";
}
