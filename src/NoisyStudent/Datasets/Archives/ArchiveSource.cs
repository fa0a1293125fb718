using NoisyStudent.Datasets.Names;
using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Archives;

/// <summary>A picture in an archive.</summary>
/// <param name="Name">How the set calls it.</param>
/// <param name="File">Where its content is.</param>
internal readonly record struct ArchivedPicture(PictureName Name, ArchivedFile File);

/// <summary>The pictures in an archive, which are those of the folder that one gets by unpacking it: nothing is written to disk.</summary>
/// <param name="path">The archive.</param>
internal abstract class ArchiveSource(string path) : PictureSource(path)
{
    public override int? Total => Pictures.Count;

    public override IEnumerable<PictureName> Names() => Pictures.Select(picture => picture.Name);

    /// <summary>The names alone: whoever compares pictures compares the archive's length and time too.</summary>
    public override IEnumerable<Func<string>> Outlines() => Names().Select(name => (Func<string>)(() => name.File));

    /// <summary>The pictures in the order of the members that hold them.</summary>
    protected IReadOnlyList<ArchivedPicture> Pictures { get; private set; } = [];

    /// <summary>Finds the pictures among the members.</summary>
    /// <param name="listing">All members.</param>
    /// <param name="lengthOf">The length of a member's content.</param>
    /// <param name="stored">The length of the archive.</param>
    /// <exception cref="InvalidDataException">The pictures are much larger than the archive.</exception>
    protected void FindPictures(ArchiveListing listing, Func<int, long> lengthOf, long stored)
    {
        var (files, lost, outside) = (new List<ArchivedFile>(), new List<ArchivedFile>(), new List<string>());
        ArchivedFile[] all = [.. listing.Files()];
        var runs = OwnFiles.RunsAmong([.. all.Select(file => file.Name)]);
        foreach (var file in all)
        {
            var name = NameBytes.Text(file.Name);
            if (OwnFiles.IsInRun(file.Name, runs))
            {
                continue;
            }

            if (name.Split('/').Contains("..") && ImageReader.IsImageName(name))
            {
                outside.Add(name);
            }
            else if (file.Member < 0 && !ImageReader.IsImageName(name) && !name.Split('/').Any(IsHidden))
            {
                lost.Add(file);
            }
            else if (Accept(name) is not null)
            {
                files.Add(file);
            }
        }

        var names = new DistinctNames([.. files.Select(file => file.Name)]);
        Pictures = [.. files.OrderBy(file => file.Member).Select(file => new ArchivedPicture(new PictureName(names[file.Name]), file))];
        InflatedSize.Require(
            Pictures.Where(picture => picture.File.Member >= 0).Sum(picture => Math.Clamp(lengthOf(picture.File.Member), 0, PictureEntry.LargestFile)), stored);
        foreach (var folder in listing.EmptyFolders().Select(NameBytes.Text).Where(folder => !folder.Split('/').Any(IsHidden)))
        {
            OtherFiles.AddEmptyFolder($"{folder}/");
        }

        RemarkLeftOut([.. runs.Select(run => $"{NameBytes.Text(run)} (a run)")]);
        Remark(listing, outside);
        Remark(lost);
        Remarks.AddRange(names.Remarks(Path));
    }

    private void Remark(ArchiveListing listing, List<string> outside)
    {
        if (outside.Count > 0)
        {
            Remarks.Add($"{outside.Count:N0} {(outside.Count == 1 ? "picture" : "pictures")} in {Path} {(outside.Count == 1 ? "has a name that leads" : "have names that lead")} through '..', "
                + $"and {(outside.Count == 1 ? "is" : "are")} left out, such as '{outside[0]}': pack the folder anew, by a path without '..'");
        }

        if (listing.Replaced > 0)
        {
            Remarks.Add($"{listing.Replaced:N0} {(listing.Replaced == 1 ? "member" : "members")} of {Path} {(listing.Replaced == 1 ? "has" : "have")} the name of a later one, "
                + $"which alone counts, such as '{NameBytes.Text(listing.LastReplaced)}'");
        }
    }

    private void Remark(List<ArchivedFile> lost)
    {
        if (lost.Count > 0)
        {
            Remarks.Add(
                $"{(lost.Count == 1 ? "a link" : $"{lost.Count:N0} links")} in {Path}, perhaps to folders of pictures, {(lost.Count == 1 ? "leads" : "lead")} to nothing in it and {(lost.Count == 1 ? "is" : "are")} left out: "
                + ClassFolders.List([.. lost.Select(link => $"{NameBytes.Text(link.Name)} -> {NameBytes.Text(link.Target)}")]));
        }
    }

    /// <summary>A link that leads to nothing in the archive.</summary>
    protected sealed class LostLink(ArchivedPicture picture) : PictureEntry(picture.Name)
    {
        protected override long FindLength() => throw new UnreadableImageException(NameBytes.Text(picture.File.Reason));

        protected override Stream Open() => Stream.Null;

        protected override NoisyStudentException Explain(Exception cause) => new UnreadableImageException(cause.Message, cause);
    }
}
