using System.Text;
using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class FileSignatureTests
{
    [Theory]
    [InlineData("<!doctype html>\n<title>404</title>", "an HTML page, not a picture: its download has failed")]
    [InlineData("<!DOCTYPE html>\n<html><body>404</body></html>", "an HTML page, not a picture: its download has failed")]
    [InlineData("\r\n<!-- x --><HTML>", "an HTML page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "a Git LFS pointer")]
    [InlineData("/annex/objects/MD5E-s1--c4ca4238a0b923820dcc509a6f75849b.jpg\n", "a git-annex pointer")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HEIC, a kind of picture that is not read: convert it to JPEG or PNG")]
    [InlineData("\0\0\0\u001cftypavif\0\0\0\0", "AVIF")]
    [InlineData("\0\0\0\u000cJXL \r\n\u0087\n", "JPEG XL")]
    [InlineData("\0\0\0\u000cjP  \r\n\u0087\n", "JPEG 2000")]
    [InlineData("8BPS\0\u0001", "a Photoshop document")]
    [InlineData("II+\0\b\0\0\0", "BigTIFF")]
    [InlineData("%PDF-1.7\n", "a PDF document")]
    [InlineData("PK\u0003\u0004\u0014\0", "a zip archive")]
    [InlineData("\u001f\u008b\b\0", "a gzip archive")]
    [InlineData("\0\0\0\u0018ftypmp42", "a video")]
    [InlineData("<?xml version=\"1.0\"?><svg width=\"1\"/>", "an SVG drawing")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML")]
    [InlineData("{\"error\": \"not found\"}", "JSON")]
    [InlineData("Too many requests\n", "text")]
    public void What_is_no_picture_says_what_it_is(string content, string expected) =>
        Assert.StartsWith($"it is {expected}", Reason(Encoding.Latin1.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void Zeros_are_what_an_interrupted_download_leaves_and_anything_else_is_no_picture()
    {
        Assert.StartsWith("it holds zeros", Reason(new byte[1000]), StringComparison.Ordinal);
        Assert.Equal("not a JPEG, PNG, BMP, GIF, WebP, TIFF or Netpbm picture", Reason([1, 2, 3]));
    }

    [Fact]
    public void A_picture_whose_name_has_the_ending_of_another_kind_is_read_by_what_it_is() =>
        Assert.Equal(ImageFormat.Tiff, ImageReader.Identify(new TiffFile { Width = 2, Height = 2, Samples = (_, _) => [1] }.Write()).Format);

    private static string Reason(byte[] file) => Assert.Throws<UnreadableImageException>(() => ImageReader.Identify(file)).Message;
}
